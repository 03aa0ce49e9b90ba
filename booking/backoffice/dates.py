"""One date and how it may be changed: choose, see what it means for whom, do it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.backoffice.date_changes import CHANGES, DateChange
from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, AlreadyDone, Invalid, NotAllowed, NotFound, SlotTaken
from booking.core.gate import read_reason
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.core.timezones import wall_clock
from booking.notifications.times import describe_start, describe_time
from booking.people.models import Instructor
from booking.reservations.effects import DatesEffect, bookings_on, effect_on_bookings, session_to_change
from booking.scheduling.foresight import Clash
from booking.scheduling.models import Session
from booking.scheduling.overflow import propose_overflow
from booking.scheduling.selectors import bring_people
from booking.scheduling.services.dates import check_open
from booking.scheduling.services.outlook import is_sold_whole
from booking.scheduling.states import Outlook, SessionStatus

_MOST_SHOWN = 12
_REFUSALS = (SlotTaken, Invalid, Outdated, AlreadyDone, NotAllowed)


@staff_page("GET", "HEAD", scope="sessions:change")
def show_date(request: HttpRequest, reference: str) -> HttpResponse:
    """What is known of a date, with a form for each way of changing it."""
    return _date_page(request, session_to_change(reference, staff=request.staff))


@staff_page("GET", "HEAD", "POST", scope="sessions:change")
def change_date(request: HttpRequest, reference: str, what: str) -> HttpResponse:
    """GET shows what a change would do, POST does it."""
    session, now = session_to_change(reference, staff=request.staff), current_time()
    if what not in CHANGES:
        raise NotFound()
    change = None
    try:
        form = request.POST if request.method == "POST" else request.GET
        change = CHANGES[what](session, form=form, now=now)
        if request.method == "POST":
            _carry_out(request, change)
            messages.success(request, _("Done. Whoever has to know is told."))
            return SeeOther(reverse("backoffice:date", args=[reference]))
        check_open(session, now=now)
        return _effect_page(request, change, what=what)
    except (Outdated, SlotTaken) as refusal:
        return _effect_page(request, change, what=what, refusal=refusal)
    except _REFUSALS as refusal:
        return _date_page(request, session_to_change(reference, staff=request.staff), refusal=refusal)


def _carry_out(request: HttpRequest, change: DateChange) -> None:
    reason = read_reason(request.POST)
    keep_promise(
        request.POST.get("promise", ""),
        "dates",
        effect=lambda: _promised(change, effect=_effect(change), clashes=change.clashes()),
        act=lambda: change.carry_out(actor=request.staff.actor, reason=reason),
        now=change.now,
    )


def _effect(change: DateChange) -> DatesEffect:
    return effect_on_bookings(change.sessions, currency=change.session.organization.currency, now=change.now)


def _promised(change: DateChange, *, effect: DatesEffect, clashes: list[Clash]) -> Effect:
    """What the page says that would happen: what was chosen, whom it concerns, and what is in the way."""
    chosen = [change.session.reference, *(value for _name, value in change.chosen)]
    return [*chosen, len(change.sessions), effect.bookings, effect.places, effect.refund.minor, len(clashes)]


def _effect_page(
    request: HttpRequest, change: DateChange, *, what: str, refusal: AlmanacError | None = None
) -> HttpResponse:
    session, clashes, effect = change.session, change.clashes(), _effect(change)
    concerned = bookings_on(change.sessions)
    context = {
        "session": session,
        "change": change,
        "time": describe_time(session.starts_at, session.ends_at, timezone=session.timezone),
        "dates": [_move_in_words(move) for move in change.moves[:_MOST_SHOWN]],
        "more_dates": max(0, len(change.moves) - _MOST_SHOWN),
        "clashes": [_clash_in_words(clash, session=session) for clash in clashes[:_MOST_SHOWN]],
        "bookings": concerned[:_MOST_SHOWN],
        "more_bookings": max(0, len(concerned) - _MOST_SHOWN),
        "effect": effect,
        "hidden": change.chosen,
        "promise": promise(_promised(change, effect=effect, clashes=clashes)),
        "action": reverse("backoffice:change_date", args=[session.reference, what]),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "backoffice/date_effect.html", context, status=refusal.status if refusal else 200)


def _move_in_words(move) -> dict[str, str]:
    zone = move.session.timezone
    is_moved = move.start != move.session.starts_at
    return {
        "before": describe_start(move.session.starts_at, timezone=zone) if is_moved else "",
        "after": describe_time(move.start, move.end, timezone=zone),
    }


def _clash_in_words(clash: Clash, *, session: Session) -> str:
    zone = session.timezone
    return _("%(date)s: %(who)s is taken from %(start)s to %(end)s.") % {
        "date": describe_start(clash.start, timezone=zone),
        "who": clash.owner.name,
        "start": describe_start(clash.entry.starts_at, timezone=zone),
        "end": describe_start(clash.entry.ends_at, timezone=zone),
    }


def _date_page(request: HttpRequest, session: Session, *, refusal: AlmanacError | None = None) -> HttpResponse:
    now, zone = current_time(), session.timezone
    bring_people([session])
    can_change = session.series_id is not None and session.status == SessionStatus.SCHEDULED and session.starts_at > now
    context = {
        "session": session,
        "time": describe_time(session.starts_at, session.ends_at, timezone=zone),
        "team": [link.instructor for link in session.facilitator_links.all()],
        "can_change": can_change,
        "is_appointment": session.series_id is None,
        "booking": next(iter(bookings_on([session])), None) if session.series_id is None else None,
        "refusal": refusal,
        "given": request.GET if request.method != "POST" else request.POST,
        "wall": f"{wall_clock(session.starts_at, zone):%Y-%m-%dT%H:%M}",
        "timezone": zone,
        **(_choices(session, now=now) if can_change else {}),
    }
    return render(request, "backoffice/date.html", context, status=refusal.status if refusal else 200)


def _choices(session: Session, *, now: datetime) -> dict[str, object]:
    overflow, zone = propose_overflow(session, now=now), session.timezone
    return {
        "people": Instructor.objects.filter(is_active=True).order_by("name", "pk"),
        "can_add": not is_sold_whole(session.offering) and "days" not in session.series.pattern,
        "is_nearly_full": overflow.is_nearly_full,
        "proposals": [
            (f"{wall_clock(start, zone):%Y-%m-%dT%H:%M}", describe_start(start, timezone=zone))
            for start in overflow.times
        ],
        "is_undecided": session.outlook in (Outlook.PENDING, Outlook.UNDECIDED),
    }
