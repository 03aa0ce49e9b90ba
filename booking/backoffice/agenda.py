"""What is coming: the sessions of some days with who comes and how full they are."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.accounts.authority import Staff
from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.gate import EARLIEST, LATEST
from booking.core.timezones import day_bounds, local_date, wall_clock
from booking.core.wording import clock_label
from booking.offerings.authority import offerings_of
from booking.reservations.authority import coming_to, sessions_of
from booking.scheduling.models import Session
from booking.scheduling.selectors import with_people
from booking.scheduling.states import SessionStatus

DAYS = 7


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One session on the studio's clock."""

    session: Session
    time: str
    people: str
    may_change: bool

    @property
    def is_called_off(self) -> bool:
        return self.session.status == SessionStatus.CANCELLED

    @property
    def is_full(self) -> bool:
        return self.session.places_left == 0


@dataclass(frozen=True, slots=True)
class AgendaDay:
    day: date
    rows: list[AgendaRow]


@staff_page("GET", "HEAD", scope="sessions:read")
def show_agenda(request: HttpRequest) -> HttpResponse:
    zone = request.organization.timezone
    first = _asked_day(request.GET.get("from", "")) or local_date(current_time(), zone)
    last = first + timedelta(days=DAYS - 1)
    days = agenda_of(request.staff, first=first, timezone=zone)
    context = {
        "days": days,
        "next_day": None if days else _next_day(request.staff, after=last, timezone=zone),
        "first": first,
        "last": last,
        "earlier": first - timedelta(days=DAYS),
        "later": first + timedelta(days=DAYS),
        "timezone": zone,
    }
    return render(request, "backoffice/agenda.html", context)


def agenda_of(staff: Staff, *, first: date, timezone: str) -> list[AgendaDay]:
    """The days from `first` on that have sessions within reach; four queries."""
    after, before = day_bounds(first, timezone)[0], day_bounds(first + timedelta(days=DAYS - 1), timezone)[1]
    sessions = coming_to(staff, after=after, before=before)
    by_day: dict[date, list[AgendaRow]] = {}
    changeable = set(offerings_of(staff).values_list("pk", flat=True))
    for session in with_people(sessions).order_by("starts_at", "pk"):
        may_change = session.series_id is not None and session.offering_id in changeable
        row = _row(session, may_change=may_change, timezone=timezone)
        by_day.setdefault(local_date(session.starts_at, timezone), []).append(row)
    return [AgendaDay(day, rows) for day, rows in by_day.items()]


def _row(session: Session, *, may_change: bool, timezone: str) -> AgendaRow:
    people = ", ".join(link.instructor.name for link in session.facilitator_links.all())
    starts, ends = (clock_label(wall_clock(at, timezone)) for at in (session.starts_at, session.ends_at))
    return AgendaRow(session, f"{starts}–{ends}", people, may_change and session.status == SessionStatus.SCHEDULED)


def _next_day(staff: Staff, *, after: date, timezone: str) -> date | None:
    """The day of the first session after these days."""
    coming = sessions_of(staff).filter(starts_at__gte=day_bounds(after, timezone)[1], status=SessionStatus.SCHEDULED)
    first = coming.order_by("starts_at").values_list("starts_at", flat=True).first()
    return local_date(first, timezone) if first else None


def _asked_day(text: str) -> date | None:
    """None for what is no day that a calendar shows."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
