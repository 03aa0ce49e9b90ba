"""The one iCalendar writer: RFC 5545 for the format, RFC 5546 for what each METHOD demands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText, vUri

from booking.core.timezones import wall_clock, zone

PRODID = "-//Almanac//Calendar//EN"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"
_END = b"END:VCALENDAR\r\n"

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class CalendarEvent:
    """One meeting as calendars know it. `start`, `end` and `stamped_at` are aware; `timezone` is an IANA name.

    `uid` never changes while the meeting lives; `sequence` grows with every change that an attendee must hear of.
    """

    uid: str
    start: datetime
    end: datetime
    timezone: str
    summary: str
    stamped_at: datetime
    description: str = ""
    location: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    organizer_name: str = ""
    organizer_email: str = ""
    attendee_name: str = ""
    attendee_email: str = ""


@dataclass(frozen=True, slots=True)
class _Observance:
    """From `onset` on, a zone is `offset` ahead of UTC, of which `daylight` is summer time."""

    onset: datetime
    offset: timedelta
    daylight: timedelta
    name: str


def write_calendar(events: Iterable[CalendarEvent], *, method: str = PUBLISH, name: str = "") -> bytes:
    """An iCalendar stream with every zone it uses. Times stand in the zone of their event.

    Raises ValueError for a zone outside the IANA list.
    """
    events = list(events)
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", vText(_one_line(name)))
        calendar.add("x-wr-calname", vText(_one_line(name)))
    for key, years in sorted(_years_by_zone(events).items()):
        calendar.add_component(_timezone(key, first_year=min(years) - 1, last_year=max(years) + 1))
    frame = calendar.to_ical()
    return frame.removesuffix(_END) + b"".join(_lines(event, method=method) for event in events) + _END


@lru_cache(maxsize=20_000)
def _lines(event: CalendarEvent, *, method: str) -> bytes:
    """An event as it stands in the stream: most of a feed is as it was when it was last asked for."""
    return _event(event, method=method).to_ical()


def _event(event: CalendarEvent, *, method: str) -> Event:
    component = Event()
    component.add("uid", event.uid)
    component.add("dtstamp", event.stamped_at.astimezone(UTC))
    component.add("dtstart", _moment(event.start, event.timezone))
    component.add("dtend", _moment(event.end, event.timezone))
    component.add("sequence", event.sequence)
    component.add("status", "CANCELLED" if event.is_cancelled or method == CANCEL else "CONFIRMED")
    component.add("transp", "OPAQUE")
    component.add("summary", vText(_one_line(event.summary)))
    for field in ("description", "location"):
        if text := getattr(event, field):
            component.add(field, vText(_clean(text)))
    if event.url:
        component.add("url", vUri(_one_line(event.url)))
    if event.organizer_email:
        component.add("organizer", _address(event.organizer_email, name=event.organizer_name))
    # RFC 5546, 3.2.1: a published event names no attendees.
    if event.attendee_email and method != PUBLISH:
        component.add("attendee", _address(event.attendee_email, name=event.attendee_name))
    return component


def _address(email: str, *, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{_one_line(email)}")
    if name:
        address.params["CN"] = _one_line(name)
    return address


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """RFC 5545, 3.3.11: no control characters but tab and line feed."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _moment(instant: datetime, name: str) -> datetime:
    """Local time in the zone, or UTC within a doubled hour.

    RFC 5545, 3.3.5 reads a doubled local time as the first one, so the second can only be said in UTC. The first is
    too, because not every reader follows where two hours come again (Antarctica/Troll).
    """
    local = wall_clock(instant, name)
    is_doubled = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return instant.astimezone(UTC) if is_doubled or _is_utc(name) else local


def _is_utc(name: str) -> bool:
    return name.rpartition("/")[2] in {"UTC", "UCT", "Universal", "Zulu"}


def _years_by_zone(events: Iterable[CalendarEvent]) -> dict[str, set[int]]:
    years: dict[str, set[int]] = {}
    for event in events:
        if not _is_utc(event.timezone):
            years.setdefault(event.timezone, set()).update({event.start.year, event.end.year})
    return years


@lru_cache(maxsize=256)
def _timezone(name: str, *, first_year: int, last_year: int) -> Timezone:
    """A VTIMEZONE that is right from the start of the first year to the end of the last.

    Every onset is written out: rules would have to be guessed, and zones such as Africa/Casablanca have none.
    """
    component = Timezone()
    component.add("tzid", name)
    observances = list(_observances(name, first_year=first_year, last_year=last_year))
    # Zones with negative summer time (Europe/Dublin) call winter daylight; calendars expect the opposite.
    least = min(observance.daylight for observance in observances)
    for before, observance in pairwise([observances[0], *observances]):
        part = TimezoneDaylight() if observance.daylight > least else TimezoneStandard()
        part.add("tzname", observance.name)
        part.add("tzoffsetfrom", before.offset)
        part.add("tzoffsetto", observance.offset)
        # RFC 5545, 3.8.2.4: the onset is local time as it was before the change.
        part.add("dtstart", (observance.onset + before.offset).replace(tzinfo=None))
        component.add_component(part)
    return component


def _observances(name: str, *, first_year: int, last_year: int) -> Iterator[_Observance]:
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    yield _observance(start, name)
    day = timedelta(days=1)
    while start < end:
        if _offset(start, name) != _offset(start + day, name):
            yield _observance(_onset_within(start, start + day, name), name)
        start += day


def _onset_within(before: datetime, after: datetime, name: str) -> datetime:
    """The first second with the later offset, by halving."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(middle, name) == _offset(after, name):
            after = middle
        else:
            before = middle
    return after


def _observance(onset: datetime, name: str) -> _Observance:
    local = onset.astimezone(zone(name))
    return _Observance(onset, local.utcoffset(), local.dst() or timedelta(), local.tzname())


def _offset(instant: datetime, name: str) -> timedelta:
    return instant.astimezone(zone(name)).utcoffset()
