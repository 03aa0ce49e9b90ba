"""Reading times back from what people and programs are shown, by nothing but the words themselves."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import vobject
from icalendar import Calendar

_DAY = r"[A-Z]\w+day \d{1,2} [A-Z]\w+ \d{4}"
# Which of the two a doubled time is; everybody else here tells it by other words, so it is passed over.
_PASS = r"(?: \(UTC[+-]\d\d:\d\d\))?"
_CLOCK = rf"(\d\d:\d\d){_PASS}"
_SPOKEN = re.compile(rf"({_DAY}), {_CLOCK} to (?:({_DAY}), )?{_CLOCK}, [^()]{{0,40}}?\(?UTC([+-]\d\d):(\d\d)\)?")
_LISTED = re.compile(r'session__date">([^<]+)</p>\s*<p class="session__time">([^<]+)</p>')
_OFFERED = re.compile(rf'<a class="time" href="([^"]+)">.*?time__clock">{_CLOCK} – {_CLOCK}</span>', re.DOTALL)


@dataclass(frozen=True, order=True)
class Meeting:
    """Both ends as instants."""

    start: datetime
    end: datetime

    def on_clocks_of(self, zone: str) -> tuple[datetime, datetime]:
        """What the clocks there show, naive."""
        return tuple(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in (self.start, self.end))


def words_of(markup: str) -> str:
    """Text as a reader sees it."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", markup)).split())


def spoken_times(text: str) -> set[tuple[datetime, datetime]]:
    """(start as an instant, end as the same clock shows it) of every "Sunday 28 March 2027, 01:30 to 03:30, ..."."""
    found = set()
    for day, start, last_day, end, hours, minutes in _SPOKEN.findall(text):
        offset = timedelta(hours=int(hours), minutes=int(hours[0] + minutes))
        begins = _wall(day, start)
        found.add(((begins - offset).replace(tzinfo=UTC), _wall(last_day or day, end)))
    return found


def spoken_as(meeting: Meeting, *zones: str) -> set[tuple[datetime, datetime]]:
    """What `spoken_times` finds where a meeting is told on the clocks of these zones."""
    return {(meeting.start, meeting.on_clocks_of(zone)[1]) for zone in zones}


def listed_times(markup: str) -> list[tuple[datetime, datetime]]:
    """(start, end), naive, of the lines of a timetable: "18:00 – 19:15" or "23:30 – Mon 29 March, 00:45"."""
    lines = []
    for day, times in _LISTED.findall(markup):
        start, end = re.sub(_PASS, "", times).strip().split(" – ")
        begins = _wall(day, start)
        ends = _wall(day, end[-5:])
        lines.append((begins, ends + timedelta(days=1) if "," in end else ends))
    return lines


def offered_times(markup: str) -> list[tuple[str, str, str]]:
    """(address, start, end) of the free times of a day."""
    return [(unescape(address), start, end) for address, start, end in _OFFERED.findall(markup)]


def calendar_times(stream: bytes) -> list[list[Meeting]]:
    """What two parsers that share no code read from a calendar file."""
    ours = [
        Meeting(event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in Calendar.from_ical(stream).events
    ]
    theirs = [
        Meeting(event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC))
        for event in vobject.readOne(stream.decode()).vevent_list
    ]
    return [sorted(ours), sorted(theirs)]


def _wall(day: str, clock: str) -> datetime:
    return datetime.strptime(f"{day.strip()} {clock}", "%A %d %B %Y %H:%M")
