"""Why a time is not offered: a day of an offering and a person, each time with what removed it."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import Malformed
from booking.core.gate import check_day
from booking.core.timezones import local_date, wall_clock
from booking.offerings.authority import offering_for_staff, offerings_of
from booking.offerings.kinds import registry as kinds
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.people.states import Relation
from booking.reservations.why import ExplainedDay, explain_day, facilitator_named, viewer_of


@staff_page("GET", "HEAD", scope="offerings:why")
def choose_offering(request: HttpRequest) -> HttpResponse:
    """The offerings that are booked by free times."""
    by_slots = [name for name, kind in kinds if kind.books == "slots"]
    offerings = offerings_of(request.staff).filter(kind__in=by_slots, is_archived=False).order_by("name", "pk")
    return render(request, "backoffice/why_offerings.html", {"offerings": offerings})


@staff_page("GET", "HEAD", scope="offerings:why")
def show_why(request: HttpRequest, slug: str) -> HttpResponse:
    """A day explained, with a form for another day, person or viewer."""
    offering = offering_for_staff(slug, staff=request.staff)
    instructor = facilitator_named(offering, slug=request.GET.get("instructor") or None)
    now = current_time()
    day = _day(request, today=local_date(now, instructor.timezone))
    relation = _relation(request)
    told = explain_day(
        offering, instructor=instructor, day=day, now=now, viewer=viewer_of(instructor, relation=relation)
    )
    context = {
        "offering": offering,
        "instructor": instructor,
        "people": facilitators_of(offering),
        "day": day,
        "relation": relation or Relation.NONE.value,
        "relations": [each.value for each in Relation],
        "note": told.note,
        "times": _times(told, instructor=instructor),
        "timezone": told.timezone,
    }
    return render(request, "backoffice/why.html", context)


def _times(told: ExplainedDay, *, instructor: Instructor) -> list[dict[str, object]]:
    """All times of the day in order, each with what is said of it."""
    free = [
        (slot.start, "free" if slot.is_firm else "request", [slot.reason] if slot.reason else [])
        for slot in told.offered
    ]
    gone = [(each.start, "removed", [reason.text for reason in each.reasons]) for each in told.removed]
    return [
        {"time": f"{wall_clock(start, told.timezone):%H:%M}", "state": state, "reasons": reasons}
        for start, state, reasons in sorted(free + gone)
    ]


def _day(request: HttpRequest, *, today: date) -> date:
    given = request.GET.get("day", "")
    if not given:
        return today
    try:
        return check_day(date.fromisoformat(given))
    except ValueError:
        raise Malformed("Choose a day such as 2027-03-01.") from None


def _relation(request: HttpRequest) -> str | None:
    given = request.GET.get("relation") or None
    if given is not None and given not in [each.value for each in Relation]:
        raise Malformed("Choose who asks from the list.")
    return given
