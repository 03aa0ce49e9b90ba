"""Time off: when somebody does not work, with what is booked then shown before it is kept free."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from booking.availability.models import Blackout
from booking.availability.selectors import coming_blackouts
from booking.availability.services import (
    Absence,
    BlackoutHits,
    absence_between,
    foresee_blackout,
    lift_blackout,
    put_blackout,
    put_blackout_around,
)
from booking.backoffice.faces import staff_page
from booking.calendars.models import Entry, Owner
from booking.calendars.selectors import owners_of
from booking.calendars.services import owner_for_instructor
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, Malformed
from booking.core.gate import check_day
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.notifications.times import describe_start, describe_time
from booking.people.authority import instructor_for_staff, instructors_of
from booking.people.models import Instructor
from booking.reservations.effects import bookings_on
from booking.scheduling.models import Session
from booking.scheduling.services import SOURCE

_FIELDS = ("from", "from_time", "to", "to_time", "reason")
_MOST_SHOWN = 20
_LONGEST_REASON = 120


@staff_page("GET", "HEAD", scope="availability:blackouts")
def choose_person(request: HttpRequest) -> HttpResponse:
    """Whose time off is looked after."""
    people = instructors_of(request.staff).order_by("name", "pk")
    return render(request, "backoffice/time_off_people.html", {"people": people})


@staff_page("GET", "HEAD", "POST", scope="availability:blackouts")
def show_time_off(request: HttpRequest, slug: str) -> HttpResponse:
    """What is coming, and what a new one would hit; POST keeps that time free."""
    person, now = instructor_for_staff(slug, staff=request.staff), current_time()
    form = request.POST if request.method == "POST" else request.GET
    asked, refusal = None, None
    try:
        asked = _read(form, person=person) if "from" in form else None
        if request.method == "POST":
            _put(request, person, now=now)
            messages.success(request, _("This time is kept free."))
            return SeeOther(reverse("backoffice:time_off", args=[slug]))
    except (Outdated, BlackoutHits, Invalid) as error:
        refusal = error
    return _page(request, person, asked=asked, refusal=refusal, now=now)


@staff_page("POST", scope="availability:blackouts")
def lift(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a time back; quiet for one that is gone already."""
    person, now = instructor_for_staff(slug, staff=request.staff), current_time()
    chosen = request.POST.get("blackout", "")
    blackout = next((row for row in coming_blackouts(person, now=now) if _name(row) == chosen), None)
    if blackout is not None:
        keep_promise(
            request.POST.get("promise", ""),
            "lift",
            effect=lambda: [person.slug, _name(blackout)],
            act=lambda: lift_blackout(blackout, actor=request.staff.actor, now=now),
            now=now,
        )
        messages.success(request, _("This time can be booked again."))
    return SeeOther(reverse("backoffice:time_off", args=[slug]))


def _put(request: HttpRequest, person: Instructor, *, now: datetime) -> None:
    by = {"actor": request.staff.actor, "now": now}
    put = put_blackout_around if "around" in request.POST else put_blackout

    def effect() -> Effect:
        return _effect(request.POST, person=person, hits=_hits(_read(request.POST, person=person), now=now))

    def act() -> None:
        owner_for_instructor(person)
        put(_read(request.POST, person=person), **by)

    keep_promise(request.POST.get("promise", ""), "time_off", effect=effect, act=act, now=now)


def _hits(asked: Absence, *, now: datetime) -> list[Entry]:
    """Nobody is booked whose calendar has never been written to."""
    return foresee_blackout(asked, now=now) if asked.owner.pk else []


def _effect(form: QueryDict, *, person: Instructor, hits: list[Entry]) -> Effect:
    """What the page says: when, and what is booked then."""
    times = [value for name, value in _chosen(form) if name != "reason"]
    return [person.slug, *times, len(hits), *(hit.pk for hit in hits)]


def _chosen(form: QueryDict) -> list[tuple[str, str]]:
    return [(name, form[name][:_LONGEST_REASON]) for name in _FIELDS if form.get(name)]


def _read(form: QueryDict, *, person: Instructor) -> Absence:
    """Whole days where no times are given, the last included. Raises Invalid."""
    first, last = (_day(form.get(name, ""), field=name) for name in ("from", "to"))
    begins, ends = (_time(form.get(name, ""), field=name) for name in ("from_time", "to_time"))
    start = datetime.combine(first, begins or time())
    end = datetime.combine(last, ends) if ends else datetime.combine(last + timedelta(days=1), time())
    owner = owners_of([person]).get(person.pk) or Owner(instructor=person, name=person.name)
    reason = form.get("reason", "").strip()[:_LONGEST_REASON]
    return absence_between(owner, timezone=person.timezone, starts=start, ends=end, reason=reason, field="to")


def _day(text: str, *, field: str) -> date:
    try:
        return check_day(date.fromisoformat(text))
    except (ValueError, Malformed):
        raise Invalid(_("Choose the days."), fields={field: [_("a day such as 2027-03-01")]}) from None


def _time(text: str, *, field: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        raise Invalid(
            _("Check the times."), fields={field: [_("a time such as 18:00, or none for whole days")]}
        ) from None


def _page(
    request: HttpRequest, person: Instructor, *, asked: Absence | None, refusal: AlmanacError | None, now: datetime
) -> HttpResponse:
    form = request.POST if request.method == "POST" else request.GET
    hits = _hits(asked, now=now) if asked else []
    context = {
        "person": person,
        "coming": [_line(blackout, person=person) for blackout in coming_blackouts(person, now=now)],
        "asked": asked,
        "hits": _hits_in_words(hits[:_MOST_SHOWN], timezone=person.timezone),
        "more_hits": max(0, len(hits) - _MOST_SHOWN),
        "given": form,
        "hidden": _chosen(form),
        "promise": promise(_effect(form, person=person, hits=hits)) if asked else "",
        "refusal": refusal,
        "timezone": person.timezone,
    }
    return render(request, "backoffice/time_off.html", context, status=refusal.status if refusal else 200)


def _line(blackout: Blackout, *, person: Instructor) -> dict[str, object]:
    return {
        "name": _name(blackout),
        "time": _stretch(blackout),
        "reason": blackout.reason,
        "keeps_booked": blackout.keeps_booked,
        "promise": promise([person.slug, _name(blackout)]),
    }


def _name(blackout: Blackout) -> str:
    """As a form names it: somebody has a stretch once."""
    return f"{blackout.starts}/{blackout.ends}"


def _stretch(blackout: Blackout) -> str:
    """Whole days as days, anything else with its times."""
    start, end = (datetime.fromisoformat(wall) for wall in (blackout.starts, blackout.ends))
    if start.time() == end.time() == time():
        first, last = (date_format(day, "l j F Y") for day in (start, end - timedelta(days=1)))
        return first if first == last else _("%(start)s to %(end)s") % {"start": first, "end": last}
    return describe_time(*blackout.bounds, timezone=blackout.timezone)


def _hits_in_words(hits: list[Entry], *, timezone: str) -> list[dict[str, object]]:
    """What is in the way, and where it is moved or cancelled."""
    ids = [hit.source_id for hit in hits if hit.source_kind == SOURCE]
    sessions = Session.objects.select_related("offering").in_bulk(ids)
    found = []
    for hit in hits:
        session = sessions.get(hit.source_id) if hit.source_kind == SOURCE else None
        line: dict[str, object] = {"time": describe_start((session or hit).starts_at, timezone=timezone), "url": ""}
        if session is None:
            line["name"] = _("a time that is proposed for a request")
        elif session.series_id:
            line |= {"name": session.offering.name, "url": reverse("backoffice:date", args=[session.reference])}
        else:
            booking = next(iter(bookings_on([session])), None)
            line["name"] = f"{session.offering.name}, {booking.name}" if booking else session.offering.name
            line["url"] = reverse("backoffice:booking", args=[booking.reference]) if booking else ""
        found.append(line)
    return found
