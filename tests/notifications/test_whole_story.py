"""A booking and its cancellation through the real services, from the event to the mail server."""

from datetime import timedelta
from decimal import Decimal

import pytest
from icalendar import Calendar

from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.offerings.models import Policy, Variant
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.services import BookingRequest, book, cancel_booking
from tests.notifications.bookings import FIRST, NOW, make_sessions

ADA, MIRA = "ada@customers.example", "mira@lumen.example"


@pytest.fixture
def placed(yoga, mira):
    """Booked at NOW under a policy that charges CHF 15.00 for cancelling within a day."""
    yoga.policy = Policy.objects.create(slug="usual", cancel_until_hours=24, late_cancel_fee=1500)
    yoga.save()
    values = {"price": 3000, "currency": "CHF", "vat_rate": Decimal("8.1"), "scope": "date"}
    variant = Variant.objects.create(offering=yoga, slug="single", name="Single visit", **values)
    [session] = make_sessions(yoga, mira)
    request = BookingRequest(
        offering=yoga,
        variant=variant,
        name="Ada Meier",
        email=ADA,
        timezone="Europe/Lisbon",
        source="page",
        sessions=(session.reference,),
    )
    return book(request, provider="transfer", actor="customer", now=NOW)


def run_worker(now) -> int:
    deliver_due(now=now)
    return send_due(now=now)


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def events_of(mail) -> list:
    return [Calendar.from_ical(part.get_payload(decode=True)).events[0] for part in mail.iter_attachments()]


def test_booking_and_cancelling_late_reach_customer_and_facilitator(placed, sink):
    assert run_worker(NOW) == 2
    late = FIRST - timedelta(hours=3)
    cancel_booking(placed.booking, actor="customer", reason="ill", now=late)
    assert run_worker(late) == 2
    assert run_worker(FIRST - timedelta(hours=1)) == 0

    assert sink.recipients == [ADA, MIRA, ADA, MIRA]
    confirmed, _, cancelled, _ = sink.received
    assert text_of(confirmed).count(f"/booking/{placed.booking.reference}/?token={placed.token}") == 1
    assert text_of(confirmed).count("17:00 to 18:00, Lisbon time (UTC+00:00)") == 1
    assert text_of(confirmed).count("At the venue: Wednesday 3 March 2027, 18:00 to 19:00, Zurich time") == 1
    assert text_of(cancelled).count("Please pay CHF 15.00.") == 1
    assert text_of(cancelled).count("IBAN: CH93 0076 2011 6238 5295 7") == 1
    [before], [after] = events_of(confirmed), events_of(cancelled)
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_paid_booking_cancelled_in_time_tells_the_refund(placed, sink):
    record_payment(Payment.objects.get(), amount=3000, actor="desk", now=NOW)
    assert run_worker(NOW) == 2
    cancel_booking(placed.booking, actor="customer", now=NOW + timedelta(hours=1))
    assert run_worker(NOW + timedelta(hours=1)) == 2

    confirmed, cancelled = sink.received[0], sink.received[2]
    assert (text_of(confirmed).count("Paid. Thank you."), text_of(confirmed).count("IBAN")) == (1, 0)
    assert text_of(cancelled).count("We refund CHF 30.00 the way you paid.") == 1


def test_refund_less_the_fee_names_both(placed, sink):
    record_payment(Payment.objects.get(), amount=3000, actor="desk", now=NOW)
    placed.booking.policy = {**placed.booking.policy, "refund_tiers": [{"until_hours": 0, "percent": 100}]}
    placed.booking.save()
    late = FIRST - timedelta(hours=3)
    cancel_booking(placed.booking, actor="customer", now=late)
    run_worker(late)

    [cancelled] = [mail for mail in sink.received if mail["To"] == ADA]
    assert cancelled["Subject"] == "Cancelled: Morning Yoga"
    lines = text_of(cancelled).splitlines()
    told = lines.index("We refund CHF 15.00 the way you paid.")
    assert lines[told + 1] == "The fee for cancelling late is CHF 15.00, as agreed when you booked."
