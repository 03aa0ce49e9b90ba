"""What the mails about bookings say."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from booking.billing.models import Order
from booking.core.iban import in_fours
from booking.notifications.kinds import registry
from booking.notifications.letters import Letter, write_letter
from booking.notifications.models import Message
from booking.payments.models import Payment, Refund
from booking.payments.references import creditor_reference
from booking.reservations.calendar_events import calendar_events
from booking.reservations.models import Booking, Seat
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Venue
from tests.notifications.bookings import FIRST, NOW, TOKEN, make_booking, make_sessions

BOOKING_KINDS = ["booking_confirmed", "booking_received", "booking_cancelled", "cancellation_received"]


def write(kind: str, subject_id: int) -> Letter:
    message = Message(
        kind=kind, effect=f"{kind}:{subject_id}", recipient="a@b.example", language="en", subject_id=subject_id
    )
    return write_letter(message, kind=registry.get(kind)())


def cancel(booking: Booking, *, notice: timedelta = timedelta(days=1), reason: str = "") -> None:
    """As the cancelling service leaves the rows."""
    booking.status, booking.ended_at, booking.end_reason = BookingStatus.CANCELLED, FIRST - notice, reason
    booking.save()
    Seat.objects.filter(booking=booking).update(status=SeatStatus.RELEASED)


def pay(booking: Booking) -> Payment:
    [payment] = Payment.objects.filter(order=booking.order)
    payment.status, payment.completed_at = "completed", NOW
    payment.save()
    return payment


def both(letter: Letter) -> tuple[str, str]:
    return letter.text, letter.html


def test_confirmation_carries_details_link_and_price(booking):
    letter = write("booking_confirmed", booking.pk)

    link = f"http://lumen.example/booking/{booking.reference}/?token={TOKEN}"
    assert letter.subject == "You are booked: Morning Yoga"
    for text in both(letter):
        for fact in [
            "Hello Ada Meier",
            f"Booking {booking.reference}",
            "Wednesday 3 March 2027, 18:00 to 19:00, Zurich time (UTC+01:00)",
            "With Mira Keller",
            "Lake House, Seestrasse 1, Zürich",
            "A towel",
            "Total: CHF 30.00",
            "Includes 8.1% VAT: CHF 2.25",
            "To pay: CHF 30.00 (Bank transfer)",
            "CH93 0076 2011 6238 5295 7",
            link,
            "hello@lumen.example",
        ]:
            assert text.count(fact) >= 1, fact
    assert letter.text.count("Come **early**.") == letter.html.count("Come <strong>early</strong>.") == 1


def test_confirmation_attaches_every_session(yoga, mira):
    booking = make_booking(yoga, make_sessions(yoga, mira, count=3), quantity=2)

    [(name, content, mimetype)] = write("booking_confirmed", booking.pk).attachments

    assert (name, mimetype) == ("booking.ics", "text/calendar; method=PUBLISH; charset=utf-8")
    calendar = Calendar.from_ical(content)
    sessions = [seat.session for seat in booking.seats.filter(number=1).order_by("session__starts_at")]
    assert calendar["METHOD"] == "PUBLISH"
    assert [str(event["UID"]) for event in calendar.events] == [
        f"{session.reference}-{booking.reference}@almanac" for session in sessions
    ]
    assert [event.start for event in calendar.events] == [session.starts_at for session in sessions]
    assert {event["DTSTART"].params["TZID"] for event in calendar.events} == {"Europe/Zurich"}
    assert TOKEN.encode() not in content.replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    ("zone", "theirs", "venue"),
    [
        ("Europe/Zurich", "18:00 to 19:00, Zurich time (UTC+01:00)", 0),
        ("Europe/Berlin", "18:00 to 19:00, Berlin time (UTC+01:00)", 0),
        ("America/New_York", "12:00 to 13:00, New York time (UTC-05:00)", 1),
    ],
)
def test_times_are_the_customers_with_the_venues_where_they_differ(yoga, mira, zone, theirs, venue):
    booking = make_booking(yoga, make_sessions(yoga, mira), timezone=zone)

    for text in both(write("booking_confirmed", booking.pk)):
        assert text.count(theirs) == 1
        assert text.count("At the venue: Wednesday 3 March 2027, 18:00 to 19:00, Zurich time (UTC+01:00)") == venue


def test_free_booking_asks_for_nothing(booking):
    Payment.objects.filter(order=booking.order).delete()
    booking.order.lines.all().delete()
    Order.objects.filter(pk=booking.order_id).update(total=0, due_now=0)

    for text in both(write("booking_confirmed", booking.pk)):
        assert (text.count("There is nothing to pay."), text.count("To pay"), text.count("CHF")) == (1, 0, 0)


def test_online_booking_says_where_to_join(yoga, mira, booking):
    Venue.objects.create(offering=yoga, meeting_url="https://meet.example/lumen?a=1&b=2")

    letter = write("booking_confirmed", booking.pk)

    assert letter.text.count("Join online: https://meet.example/lumen?a=1&b=2\n") == 1
    assert letter.html.count('href="https://meet.example/lumen?a=1&amp;b=2"') == 1


def test_facilitator_hears_who_booked_without_the_customers_secret(booking):
    letter = write("booking_received", booking.pk)

    assert letter.subject == "New booking: Morning Yoga, Ada Meier"
    for text in both(letter):
        assert text.count("ada@customers.example") >= 1
        assert text.count(TOKEN) == 0
    assert letter.attachments == ()


def test_cancellation_takes_the_sessions_out_of_the_calendar(yoga, mira):
    booking = make_booking(yoga, make_sessions(yoga, mira, count=2), quantity=2)
    before = calendar_events(booking)
    cancel(booking)

    files = write("booking_cancelled", booking.pk).attachments

    calendars = [Calendar.from_ical(content) for _, content, _ in files]
    events = [calendar.events[0] for calendar in calendars]
    assert [name for name, _, _ in files] == ["cancelled-1.ics", "cancelled-2.ics"]
    assert [len(calendar.events) for calendar in calendars] == [1, 1]
    assert {str(calendar["METHOD"]) for calendar in calendars} == {"CANCEL"}
    assert [str(event["UID"]) for event in events] == [event.uid for event in before]
    assert [event["SEQUENCE"] > old.sequence for event, old in zip(events, before, strict=True)] == [True, True]
    assert {str(event["STATUS"]) for event in events} == {"CANCELLED"}
    assert {str(event["ATTENDEE"]) for event in events} == {"mailto:ada@customers.example"}


def test_session_that_is_over_stays_in_the_calendar(yoga, mira):
    booking = make_booking(yoga, make_sessions(yoga, mira, count=2))
    cancel(booking, notice=timedelta(days=-2))

    files = write("booking_cancelled", booking.pk).attachments

    assert [Calendar.from_ical(content).events[0].start for _, content, _ in files] == [FIRST + timedelta(weeks=1)]


def test_cancelling_what_was_not_paid_costs_nothing(booking):
    cancel(booking, reason="ill & sorry")

    letter = write("booking_cancelled", booking.pk)

    assert letter.subject == "Cancelled: Morning Yoga"
    assert letter.text.count("Reason: ill & sorry\n") == letter.html.count("Reason: ill &amp; sorry") == 1
    for text in both(letter):
        assert (text.count("You owe nothing."), text.count("refund")) == (1, 0)


def test_cancelling_in_time_says_what_comes_back(booking):
    payment = pay(booking)
    cancel(booking)
    Refund.objects.create(payment=payment, amount=3000, currency="CHF", created_at=booking.ended_at)

    for text in both(write("booking_cancelled", booking.pk)):
        assert (text.count("We refund CHF 30.00 the way you paid."), text.count("Please pay")) == (1, 0)


def test_cancelling_late_says_that_nothing_comes_back(booking):
    pay(booking)
    booking.policy = {"cancel_until_hours": 24, "late_cancel_fee": 0, "refund_tiers": []}
    cancel(booking, notice=timedelta(hours=2))

    for text in both(write("booking_cancelled", booking.pk)):
        assert text.count("there is no refund. You owe nothing more.") == 1


def test_cancelling_late_without_having_paid_says_what_is_owed_and_how(booking):
    booking.policy = {"cancel_until_hours": 24, "late_cancel_fee": 1500, "refund_tiers": []}
    cancel(booking, notice=timedelta(hours=2))
    fee = Order.objects.create(
        customer=booking.customer,
        currency="CHF",
        total=1500,
        due_now=1500,
        tax_included=True,
        placed_at=booking.ended_at,
    )
    asked = {"provider": "transfer", "amount": 1500, "currency": "CHF", "created_at": booking.ended_at}
    payment = Payment.objects.create(order=fee, **asked)

    for text in both(write("booking_cancelled", booking.pk)):
        assert text.count("The fee for cancelling late is CHF 15.00, as agreed when you booked.") == 1
        assert text.count("Please pay CHF 15.00.") == 1
        assert text.count(in_fours(creditor_reference(payment.reference))) == 1


@pytest.mark.parametrize("kind", BOOKING_KINDS)
def test_foreign_text_is_shown_and_never_run(yoga, mira, kind):
    booking = make_booking(yoga, make_sessions(yoga, mira), name="<b>Eve</b> & Co")
    if "cancel" in kind:
        cancel(booking)

    letter = write(kind, booking.pk)

    assert letter.text.count("<b>Eve</b> & Co") >= 1
    assert (letter.html.count("<b>"), letter.html.count("&lt;b&gt;Eve&lt;/b&gt; &amp; Co") >= 1) == (0, True)
    assert letter.text.count("&amp;") == 0


@pytest.mark.parametrize("kind", BOOKING_KINDS)
def test_text_is_laid_out_without_gaps(booking, kind):
    if "cancel" in kind:
        cancel(booking)

    letter = write(kind, booking.pk)

    assert letter.text.count("\n\n\n") == 0
    assert [line for line in letter.text.splitlines() if line != line.rstrip() and line != "-- "] == []
    assert letter.html.count('<html lang="en">') == letter.html.count("<h1 ") == 1
