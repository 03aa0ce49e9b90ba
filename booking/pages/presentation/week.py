"""The schedule of a week, in the organization's own time zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from booking.core.changes import CATALOGUE, Keeper, reads_dates
from booking.core.clock import next_turn
from booking.core.timezones import day_bounds, local_date, offset_label
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Delivery
from booking.offerings.selectors import dated_offerings
from booking.pages.presentation.addresses import landing_paths, site_root
from booking.pages.presentation.labels import (
    day_label,
    days_label,
    kind_label,
    places_label,
    places_level,
    time_range_label,
)
from booking.reservations.selectors import places_left
from booking.scheduling.selectors import Timed, as_taken_now, first_start, sessions_between

_MOST_PATHS, _MOST_SESSIONS = 200, 20_000
_timed: Keeper[list[Timed]] = Keeper(most=_MOST_SESSIONS)
_paths: Keeper[Mapping[int, str]] = Keeper(reads=CATALOGUE, most=_MOST_PATHS)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session in the week. Times are those of the venue; the zone is told where it is not the organization's."""

    name: str
    url: str
    kind_label: str
    time_label: str
    zone_label: str
    facilitator: str
    place: str
    places_label: str
    places_level: str


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    iso: str
    is_today: bool
    meetings: list[Meeting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday; the weeks beside it as dates for the address, empty at the ends."""

    label: str
    timezone: str
    days: list[Day]
    previous: str
    next: str
    upcoming: str

    @property
    def timezone_label(self) -> str:
        city = self.timezone.rpartition("/")[2].replace("_", " ")
        return gettext("%(city)s time") % {"city": city}

    @property
    def is_empty(self) -> bool:
        return not any(day.meetings for day in self.days)


def week_of(text: str, *, request: HttpRequest, now: datetime) -> Week:
    """The week that holds the ISO date `text`; this week for anything else, and for what is past or too far away.

    Without a date it is the first week in which something is on, so that nobody arrives at an empty page.
    """
    timezone = request.organization.timezone
    today = local_date(now, timezone)
    this_week, last_week = _monday(today), _monday(today + timedelta(days=settings.SERIES_HORIZON_DAYS))
    # What is booked by free times has sessions too, but those belong to whoever booked them.
    offerings = dated_offerings()
    text = text or _week_with_sessions(offerings, timezone=timezone, now=now)
    monday = _requested(text, first=this_week, last=last_week)
    sunday = monday + timedelta(days=6)
    after, before = day_bounds(monday, timezone)[0], day_bounds(sunday, timezone)[1]
    sessions = _sessions(offerings, monday=monday, within=(max(after, now), before), request=request, now=now)
    meetings = _meetings(sessions, offerings=offerings, request=request, now=now)
    days = [monday + timedelta(days=step) for step in range(7)]
    return Week(
        label=days_label(monday, sunday),
        timezone=timezone,
        days=[Day(day_label(day), day.isoformat(), day == today, meetings.get(day, [])) for day in days],
        previous=(monday - timedelta(days=7)).isoformat() if monday > this_week else "",
        next=(monday + timedelta(days=7)).isoformat() if monday < last_week else "",
        upcoming="" if sessions else _week_with_sessions(offerings, timezone=timezone, now=max(before, now)),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _requested(text: str, *, first: date, last: date) -> date:
    try:
        monday = _monday(date.fromisoformat(text))
    except (ValueError, OverflowError):
        return first
    return monday if first <= monday <= last else first


def _week_with_sessions(offerings: QuerySet[Offering], *, timezone: str, now: datetime) -> str:
    """The first week after `now` in which something happens, as a date; empty when there is none."""
    first = first_start(offerings, after=now, before=now + timedelta(days=settings.SERIES_HORIZON_DAYS))
    return _monday(local_date(first, timezone)).isoformat() if first else ""


def _meetings(
    sessions: list[Timed], *, offerings: QuerySet[Offering], request: HttpRequest, now: datetime
) -> Mapping[date, list[Meeting]]:
    timezone = request.organization.timezone
    paths = _paths_of(offerings, request=request, now=now)
    left = places_left(sessions, now=now)
    days: dict[date, list[Meeting]] = {}
    for session in sessions:
        meeting = Meeting(
            name=session.offering.name,
            url=f"{paths[session.offering.pk]}#dates",
            kind_label=kind_label(session.offering),
            time_label=time_range_label(session),
            zone_label=_zone_label(session) if session.timezone != timezone else "",
            facilitator=", ".join(session.people),
            place=session.place_name or str(Delivery(session.offering.delivery).label),
            places_label=places_label(left.get(session.pk)),
            places_level=places_level(left.get(session.pk)),
        )
        days.setdefault(local_date(session.starts_at, timezone), []).append(meeting)
    return days


def _sessions(
    offerings: QuerySet[Offering],
    *,
    monday: date,
    within: tuple[datetime, datetime],
    request: HttpRequest,
    now: datetime,
) -> list[Timed]:
    """Those of a week, kept until one of them changes; only how many places are taken is always read."""
    key = (request.organization.pk, monday)
    known = _timed.find(key, now=now)
    if known is not None:
        return as_taken_now(known)
    found = sessions_between(offerings, after=within[0], before=within[1])
    reads = reads_dates(offerings.values_list("pk", flat=True))
    kept = {"organization_id": request.organization.pk, "moment": request.moment, "until": next_turn(now)}
    _timed.keep(key, found, **kept, reads=reads, size=1 + len(found))
    return found


def _paths_of(offerings: QuerySet[Offering], *, request: HttpRequest, now: datetime) -> Mapping[int, str]:
    """Of all dated offerings, whatever the week, kept until an offering or a page changes."""
    host = request.get_host()
    paths = _paths.find(host, now=now)
    if paths is None:
        paths = landing_paths(offerings, root=site_root(request))
        _paths.keep(host, paths, organization_id=request.organization.pk, moment=request.moment)
    return paths


def _zone_label(session: Timed) -> str:
    offset = offset_label(session.starts_at, session.timezone)
    return gettext("Time in %(zone)s (%(offset)s)") % {"zone": session.timezone, "offset": offset}
