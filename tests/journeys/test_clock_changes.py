"""Six in the evening is six in the evening, whichever face says so and whatever the clocks did (SCH-6)."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core import mail

from booking.core.clock import frozen_at
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.offerings.selectors import find_offering
from booking.reservations.calendar_events import calendar_events
from booking.reservations.selectors import manage_url
from booking.reservations.services import BookingRequest, book
from booking.scheduling.models import Session

DAYS = [date(2027, 1, 12), date(2027, 3, 23), date(2027, 3, 30), date(2027, 10, 26), date(2027, 11, 2)]


@pytest.mark.parametrize("day", DAYS)
def test_six_o_clock_stays_six_o_clock_on_every_face(studio, client, now, day):
    offering = find_offering("tuesday-flow")
    session = Session.objects.get(offering=offering, starts_at__date=day)
    before = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    with frozen_at(before):
        shown = client.get(f"/api/v1/offerings/tuesday-flow/sessions/?from={day}&to={day}").json()["results"]
        assert [re.match(r"(.+T\d\d:\d\d)", row["start"]).group() for row in shown] == [f"{day}T18:00"]
        timetable = text_of(client.get("/book/tuesday-flow/"))
        assert f"{day:%A} {day.day} {day:%B %Y} 18:00 – 19:15" in timetable
        booking = book_place(offering, session, now=before)
        assert f"{day:%A} {day.day} {day:%B %Y}, 18:00 to 19:15" in text_of(client.get(manage_url(booking)))
        assert calendar_events(booking)[0].start == session.starts_at
        deliver_due(now=before)
        send_due(now=before)
    letter = next(message for message in mail.outbox if message.to == ["eve@example.com"])
    assert "18:00 to 19:15" in letter.body
    (calendar,) = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    assert f"DTSTART;TZID=Europe/Zurich:{day:%Y%m%d}T180000" in calendar.get_payload(decode=True).decode()


def text_of(response) -> str:
    """The words of a page, without markup."""
    return " ".join(re.sub("<[^>]+>", " ", response.content.decode()).split())


def book_place(offering, session, *, now):
    request = BookingRequest(
        offering=offering,
        variant=offering.variants.get(),
        name="Eve",
        email="eve@example.com",
        timezone="Europe/Zurich",
        source="api",
        sessions=(session.reference,),
    )
    return book(request, provider="transfer", actor="customer", now=now).booking
