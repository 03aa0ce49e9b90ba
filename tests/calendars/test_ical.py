"""The iCalendar writer, read back by two parsers: icalendar, and plain unfolding with dateutil's VTIMEZONE reader."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from booking.calendars.ical import CANCEL, PUBLISH, CalendarEvent, write_calendar
from booking.core.timezones import wall_clock, zone

ZONES = [
    "Europe/Zurich",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
]
STAMP = datetime(2027, 1, 1, tzinfo=UTC)


def make_event(start: datetime, name: str, **fields) -> CalendarEvent:
    values = {"uid": "s-b@almanac", "summary": "Morning yoga", "stamped_at": STAMP, "end": start + timedelta(hours=1)}
    return CalendarEvent(**{**values, "start": start, "timezone": name, **fields})


def clock_changes(name: str, *, year: int) -> list[datetime]:
    """To the hour; the instants of the year after which the offset is another one."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24)]
    offsets = [hour.astimezone(zone(name)).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


def instants_around_changes(name: str) -> list[datetime]:
    changes = clock_changes(name, year=2027) or [datetime(2027, 6, 1, 12, tzinfo=UTC)]
    steps = [timedelta(minutes=minutes) for minutes in range(-300, 301, 15)]
    weeks = [timedelta(days=days) for days in (-150, -7, 7, 150)]
    return [change + step for change in changes for step in [*steps, *weeks]]


def unfold(stream: bytes) -> list[str]:
    """RFC 5545, 3.1, done here again so that the writer is not judged by its own library."""
    return re.sub(b"\r\n[ \t]", b"", stream).decode().split("\r\n")


def read_start(lines: list[str]) -> datetime:
    """The instant of the first DTSTART of an event, by the VTIMEZONE in the stream alone."""
    begin, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    [line] = [line for line in lines[begin:end] if line.startswith("DTSTART")]
    head, _, value = line.partition(":")
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    name = head.partition("TZID=")[2]
    start, stop = lines.index("BEGIN:VTIMEZONE"), lines.index("END:VTIMEZONE")
    text = "\r\n".join(["BEGIN:VCALENDAR", *lines[start : stop + 1], "END:VCALENDAR", ""])
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=tzical(io.StringIO(text)).get(name)).astimezone(UTC)


@pytest.mark.parametrize("name", ZONES)
def test_event_keeps_its_instant_around_both_clock_changes(name):
    instants = instants_around_changes(name)

    written = [write_calendar([make_event(instant, name)]) for instant in instants]

    assert [Calendar.from_ical(stream).events[0].start.astimezone(UTC) for stream in written] == instants
    assert [read_start(unfold(stream)) for stream in written] == instants


@pytest.mark.parametrize("name", ZONES)
def test_zone_onsets_are_those_of_the_zone(name):
    lines = unfold(write_calendar([make_event(datetime(2027, 6, 1, tzinfo=UTC), name)]))

    onsets = []
    for n, line in enumerate(lines):
        if line.startswith("DTSTART:2027"):
            offset = datetime.strptime(lines[n + 2].partition(":")[2], "%z").utcoffset()
            onsets.append((datetime.strptime(line, "DTSTART:%Y%m%dT%H%M%S") - offset).replace(tzinfo=UTC))

    # The search above goes by whole hours; a change within the hour is found at its end.
    found = [onset if not onset.minute else onset.replace(minute=0) + timedelta(hours=1) for onset in onsets]
    assert found == clock_changes(name, year=2027)


def test_weekly_lesson_keeps_its_wall_clock_time():
    weeks = [datetime(2027, 3, 2) + timedelta(weeks=week) for week in range(40)]
    starts = [week.replace(hour=18, tzinfo=zone("Europe/Zurich")).astimezone(UTC) for week in weeks]

    events = Calendar.from_ical(write_calendar([make_event(start, "Europe/Zurich") for start in starts])).events

    assert {event["DTSTART"].to_ical().decode()[8:] for event in events} == {"T180000"}
    assert {event["DTSTART"].params["TZID"] for event in events} == {"Europe/Zurich"}
    assert [event.start.astimezone(UTC) for event in events] == starts


@pytest.mark.parametrize(
    "instant", [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)]
)
def test_both_passes_through_a_doubled_hour_are_said_in_utc(instant):
    assert wall_clock(instant, "Europe/Zurich").replace(tzinfo=None) == datetime(2027, 10, 31, 2, 30)

    lines = unfold(write_calendar([make_event(instant, "Europe/Zurich")]))

    event = lines[lines.index("BEGIN:VEVENT") :]
    assert [line for line in event if line.startswith("DTSTART")] == [f"DTSTART:{instant:%Y%m%dT%H%M%SZ}"]


def test_utc_event_needs_no_timezone():
    lines = unfold(write_calendar([make_event(STAMP, "Etc/UTC")]))

    assert [line for line in lines if "TZ" in line] == []
    assert read_start(lines) == STAMP


def test_unknown_zone_is_refused():
    with pytest.raises(ValueError, match="not an IANA time zone"):
        write_calendar([make_event(STAMP, "Europe")])


def test_published_event_carries_its_facts():
    event = make_event(
        STAMP,
        "Europe/Zurich",
        sequence=3,
        location="Studio Lumen, Seestrasse 1",
        url="https://lumen.example/offerings/yoga/?a=1,2;3",
        organizer_name="Studio Lumen",
        organizer_email="hello@lumen.example",
        attendee_name="Ada",
        attendee_email="ada@example.com",
    )

    stream = write_calendar([event], name="Lumen, yoga")

    calendar = Calendar.from_ical(stream)
    assert (calendar["METHOD"], calendar["PRODID"], calendar["VERSION"]) == (
        PUBLISH,
        "-//Almanac//Calendar//EN",
        "2.0",
    )
    names = [line for line in unfold(stream) if "NAME:Lumen" in line]
    assert names == ["NAME:Lumen\\, yoga", "X-WR-CALNAME:Lumen\\, yoga"]
    read = calendar.events[0]
    assert (read["UID"], read["SEQUENCE"], read["STATUS"]) == ("s-b@almanac", 3, "CONFIRMED")
    assert (read["LOCATION"], read["URL"]) == (event.location, event.url)
    assert (read["ORGANIZER"], read["ORGANIZER"].params["CN"]) == ("mailto:hello@lumen.example", "Studio Lumen")
    assert "ATTENDEE" not in read
    assert read["DTSTAMP"].dt == STAMP


def test_cancellation_names_the_attendee_and_the_state():
    event = make_event(STAMP, "Europe/Zurich", sequence=1, attendee_name="Ada", attendee_email="ada@example.com")

    calendar = Calendar.from_ical(write_calendar([event], method=CANCEL))

    read = calendar.events[0]
    assert (calendar["METHOD"], read["STATUS"], read["SEQUENCE"]) == (CANCEL, "CANCELLED", 1)
    assert read["ATTENDEE"] == "mailto:ada@example.com"


def test_cancelled_event_in_a_published_calendar_says_so():
    read = Calendar.from_ical(write_calendar([make_event(STAMP, "Asia/Tokyo", is_cancelled=True)])).events[0]

    assert read["STATUS"] == "CANCELLED"


@pytest.mark.parametrize("text", ["a" * 300, "é" * 200, "瑜伽" * 120, "🧘‍♀️" * 60, "x" + "ü" * 150])
def test_lines_are_folded_at_75_octets_between_characters(text):
    stream = write_calendar([make_event(STAMP, "Europe/Zurich", summary=text, description=text)])

    lines = stream.split(b"\r\n")
    assert [line for line in lines if len(line) > 75] == []
    assert [line.decode() for line in lines] == stream.decode().split("\r\n")
    assert f"SUMMARY:{text}" in unfold(stream)
    assert Calendar.from_ical(stream).events[0]["DESCRIPTION"] == text


def test_text_is_escaped_and_cannot_add_properties():
    text = 'Bring: mat; towel, "water" \\ tea\r\nATTACH:https://evil.example\nEND:VEVENT\x00\x0b'

    fields = {"summary": text, "description": text, "organizer_name": text, "organizer_email": "hello@lumen.example"}
    stream = write_calendar([make_event(STAMP, "Europe/Zurich", **fields)], name=text)

    names = {re.split("[:;]", line)[0] for line in unfold(stream)}
    assert "ATTACH" not in names
    assert [line for line in unfold(stream) if line == "END:VEVENT"] == ["END:VEVENT"]
    assert re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", stream) is None
    read = Calendar.from_ical(stream).events[0]
    assert read["DESCRIPTION"] == 'Bring: mat; towel, "water" \\ tea\nATTACH:https://evil.example\nEND:VEVENT'
    assert read["SUMMARY"] == 'Bring: mat; towel, "water" \\ tea ATTACH:https://evil.example END:VEVENT'


def test_writing_is_the_same_every_time():
    events = [make_event(STAMP + timedelta(days=day), name) for day in range(3) for name in ZONES]

    assert write_calendar(events) == write_calendar(events)
    assert write_calendar(events).count(b"BEGIN:VTIMEZONE") == len(ZONES)
