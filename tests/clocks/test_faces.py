"""Twelve venues, the two days on which their clocks change: page, mail, calendar file and API tell the same minute.

Every time is read back from what was shown, and compared with one that was worked out without the product.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from booking.accounts.models import Organization
from booking.availability.models import DayException, Schedule, WeeklyWindow
from booking.core.clock import frozen_at
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.scheduling.models import Place
from booking.scheduling.services import save_series
from tests.clocks.reading import (
    Meeting,
    calendar_times,
    listed_times,
    offered_times,
    spoken_as,
    spoken_times,
    words_of,
)
from tests.clocks.transitions import Change, changes_of, meant_by
from tests.sizes import SIZES

WEEK = timedelta(weeks=1)
CLASS_LENGTH = timedelta(minutes=75)
HOUR = timedelta(hours=1)
HALF_AN_HOUR = timedelta(minutes=30)

# Each venue's visitors live where the next one is.
VENUES = [
    "Europe/Zurich",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Antarctica/Troll",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Pacific/Chatham",
    "Asia/Kathmandu",
]
ANSWERS = {"answer-goals": "Sleep", "answer-injuries": "", "answer-level": "regular", "answer-consent": "on"}


@dataclass(frozen=True)
class Case:
    venue: str
    visitor: str
    change: Change

    def __str__(self):
        return f"{self.venue.partition('/')[2]}-{self.change.at:%Y-%m-%d}"

    @property
    def asked_at(self) -> datetime:
        return self.change.at - timedelta(days=10)

    @property
    def lessons(self) -> list[Meeting]:
        """Weekly in the middle of the hour that is missing or doubled: the week before, the day, the week after."""
        wall = self.change.shown + self.change.width / 2
        starts = [meant_by(wall + weeks * WEEK, self.venue) for weeks in (-1, 0, 1)]
        return [Meeting(start, start + CLASS_LENGTH) for start in starts]

    @property
    def appointments(self) -> list[Meeting]:
        """One that runs over the change, and one right behind it, in autumn in the second pass of the hour."""
        starts = [self.change.at - HALF_AN_HOUR, self.change.at + HALF_AN_HOUR]
        return [Meeting(start, start + HOUR) for start in starts]

    @property
    def clocks(self) -> tuple[str, str]:
        return self.visitor, self.venue


def cases() -> list[Case]:
    found = []
    for venue, visitor in zip(VENUES, [*VENUES[1:], VENUES[0]], strict=True):
        year = 2026 if venue == "Africa/Casablanca" else 2027
        changes = [change for change in changes_of(venue) if change.at.year == year][-2:]
        found += [Case(venue, visitor, change) for change in changes or no_changes(venue)]
    return found


def no_changes(venue: str) -> list[Change]:
    """Nothing happens there while clocks change in Europe."""
    moments = [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]
    return [Change(moment, *[moment.astimezone(ZoneInfo(venue)).utcoffset()] * 2) for moment in moments]


@pytest.fixture
def moved_studio(studio):
    """Moves Harbour Studio, hall and people, to a zone, open around the clock, with a class around the change."""

    def move(case: Case) -> Organization:
        Organization.objects.filter(pk=studio.pk).update(timezone=case.venue)
        Place.objects.update(timezone=case.venue)
        Instructor.objects.update(timezone=case.venue)
        DayException.objects.all().delete()
        WeeklyWindow.objects.all().delete()
        Schedule.objects.update(per_day=None, per_week=None, closed_on_holidays=False)
        for schedule in Schedule.objects.all():
            WeeklyWindow.objects.bulk_create(
                WeeklyWindow(schedule=schedule, weekday=weekday, start=0, end=1440) for weekday in range(7)
            )
        Offering.objects.filter(slug="coaching").update(slot_step=15)
        first = case.change.shown + case.change.width / 2 - WEEK
        weekly = {"starts": f"{first:%Y-%m-%d}", "at": f"{first:%H:%M}", "repeat": {"every": 1, "unit": "week"}}
        pattern = {**weekly, "until": f"{first + 2 * WEEK:%Y-%m-%d}"}
        flow = Offering.objects.get(slug="tuesday-flow")
        save_series(flow, pattern=pattern, timezone=case.venue, now=case.asked_at)
        return studio

    return move


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "harbour.localhost"})


@pytest.mark.soak
@pytest.mark.parametrize("case", cases()[:: SIZES.every_nth_venue], ids=str)
def test_every_face_tells_the_same_minute(moved_studio, visitor, case):
    with frozen_at(case.asked_at):
        moved_studio(case)
        check_timetables(visitor, case)
        check_lists_of_the_api(visitor, case)
        books = [
            (book_lesson(visitor, case, email="lesson@example.com"), "lesson@example.com", case.lessons[1]),
            *(
                (book_appointment(visitor, case, meeting, email=f"{n}@example.com"), f"{n}@example.com", meeting)
                for n, meeting in enumerate(case.appointments)
            ),
        ]
        deliver_due(now=case.asked_at)
        send_due(now=case.asked_at)
        for address, email, meeting in books:
            check_booking(visitor, case, address=address, email=email, meeting=meeting)


def check_timetables(visitor, case):
    """The landing page and the till's first page, each on the visitor's clock and on the venue's."""
    for path in ("/offerings/tuesday-flow/", "/book/tuesday-flow/"):
        for zone in case.clocks:
            shown = listed_times(visitor.get(path, {"timezone": zone}).content.decode())
            assert shown == [lesson.on_clocks_of(zone) for lesson in case.lessons], (path, zone)


def check_lists_of_the_api(visitor, case):
    first, last = (case.change.at.date() + timedelta(days=days) for days in (-9, 9))
    asked = {"from": first, "to": last}
    sessions = visitor.get("/api/v1/offerings/tuesday-flow/sessions/", asked).json()["results"]
    assert [read_meeting(session) for session in sessions] == case.lessons
    assert {session["timezone"] for session in sessions} == {case.venue}
    near = {"from": case.change.at.date() - timedelta(days=1), "to": case.change.at.date() + timedelta(days=1)}
    slots = visitor.get("/api/v1/offerings/coaching/slots/", {**near, "timezone": case.visitor}).json()["slots"]
    offered = [read_meeting(slot) for slot in slots]
    # A day and a half to either side of the change lies within the three days, wherever the visitor is.
    around = [case.change.at + quarters * timedelta(minutes=15) for quarters in range(-40, 40)]
    assert [slot for slot in offered if around[0] <= slot.start <= around[-1]] == [
        Meeting(start, start + HOUR) for start in around
    ]
    local = ZoneInfo(case.visitor)
    starts = [datetime.fromisoformat(slot["start"]) for slot in slots]
    assert [start.utcoffset() for start in starts] == [start.astimezone(local).utcoffset() for start in starts]


def read_meeting(answer: dict) -> Meeting:
    return Meeting(*(datetime.fromisoformat(answer[end]).astimezone(UTC) for end in ("start", "end")))


def book_lesson(visitor, case, *, email: str) -> str:
    """Over the API, the lesson of the change itself; the address of its manage page."""
    day = case.lessons[1].start.date()
    asked = {"from": day - timedelta(days=1), "to": day + timedelta(days=1)}
    [session] = visitor.get("/api/v1/offerings/tuesday-flow/sessions/", asked).json()["results"]
    body = {
        "offering": "tuesday-flow",
        "variant": "drop-in",
        "session": session["reference"],
        "timezone": case.visitor,
        "customer": {"name": "Eve", "email": email},
        "payment": {"provider": "transfer"},
    }
    made = visitor.post("/api/v1/bookings/", body, content_type="application/json", headers={"idempotency-key": email})
    assert made.status_code == 201, made.content
    assert [read_meeting(session) for session in made.json()["sessions"]] == [case.lessons[1]]
    return re.sub("^https?://[^/]+", "", made.json()["manage_url"])


def book_appointment(visitor, case, meeting: Meeting, *, email: str) -> str:
    """Through the pages of the till, which all tell the time; the address of the manage page."""
    begins, ends = meeting.on_clocks_of(case.visitor)
    page = visitor.get("/book/coaching/", {"timezone": case.visitor, "day": begins.date(), "month": f"{begins:%Y-%m}"})
    labels = (f"{begins:%H:%M}", f"{ends:%H:%M}")
    paths = [path for path, *shown in offered_times(page.content.decode()) if tuple(shown) == labels]
    pages = [visitor.get(path) for path in paths]
    [details] = [page for page in pages if spoken_as(meeting, case.visitor) <= spoken_times(words_of(text(page)))]
    assert told_by(details) == told(meeting, case)
    form = {"name": "Eve", "email": email, "phone": "", **ANSWERS, "state": hidden(details, "state")}
    summary = visitor.post("/book/coaching/details/", form)
    assert told_by(summary) == told(meeting, case)
    confirm = unescape(re.search(r'method="post" action="([^"]+/summary/[^"]+)"', text(summary)).group(1))
    done = visitor.post(confirm, {"provider": "transfer"})
    assert done.status_code == 303, text(done)
    assert told_by(visitor.get(done["location"])) == told(meeting, case)
    return done["location"].replace("/done/", "/")


def check_booking(visitor, case, *, address: str, email: str, meeting: Meeting):
    assert told_by(visitor.get(address)) == told(meeting, case)
    reference, token = re.fullmatch(r"/booking/(\w+)/\?token=(.+)", address).groups()
    answer = visitor.get(f"/api/v1/bookings/{reference}/", headers={"authorization": f"Booking {token}"}).json()
    assert [read_meeting(session) for session in answer["sessions"]] == [meeting]
    assert answer["sessions"][0]["timezone"] == case.venue
    download = visitor.get(f"/booking/{reference}/calendar.ics", {"token": token}).content
    assert calendar_times(download) == [[meeting], [meeting]]
    letter = next(message for message in mail.outbox if message.to == [email])
    (html,) = [part for part, kind in letter.alternatives if kind == "text/html"]
    assert spoken_times(" ".join(letter.body.split())) == told(meeting, case)
    assert spoken_times(words_of(html)) == told(meeting, case)
    (calendar,) = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    assert calendar_times(calendar.get_payload(decode=True)) == [[meeting], [meeting]]


def told(meeting: Meeting, case: Case) -> set[tuple[datetime, datetime]]:
    """On the visitor's clock, and on the venue's where that is another one."""
    return spoken_as(meeting, *case.clocks)


def told_by(page) -> set[tuple[datetime, datetime]]:
    return spoken_times(words_of(text(page)))


def text(page) -> str:
    return page.content.decode()


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', text(page)).group(1)
