"""What customers are told about paying in parts, and that its reason is asked again when it is sent (H7)."""

from datetime import timedelta

import pytest
from django.core import mail

from booking.accounts.models import Organization
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.offerings.models import Variant
from booking.payments.models import Payment
from booking.payments.services import collect_due, record_payment
from booking.reservations.access import open_venue_of
from booking.reservations.services import book
from booking.scheduling.models import Venue
from tests.reservations.conftest import ask  # noqa: F401

THREE = [{"due_days": 0, "amount": 20000}, {"due_days": 14, "amount": 15000}, {"due_days": 28, "amount": 15000}]


@pytest.fixture
def in_three(studio, ask, now):  # noqa: F811
    schedule = [{"days": -3, "fee": 0}, {"days": 3, "fee": 1000}]
    Organization.objects.filter(pk=studio.pk).update(dunning=schedule, grace_days=5)
    Variant.objects.filter(slug="drop-in").update(price=50000, plan=THREE)
    Venue.objects.filter(offering__slug="tuesday-flow").update(meeting_url="https://meet.example/flow")
    booking = book(ask("tuesday-flow"), provider="transfer", actor="customer", now=now).booking
    pay_open(now)
    return booking


def pay_open(now) -> None:
    for payment in Payment.objects.filter(status="pending").order_by("pk"):
        record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)
    deliver(now)


def deliver(now) -> None:
    while collect_due(now=now) + deliver_due(now=now):
        pass


def told(now) -> list[str]:
    """The subjects of what the customer is sent in this morning's round."""
    deliver(now)
    mail.outbox.clear()
    send_due(now=now)
    return [
        letter.subject
        for letter in mail.outbox
        if letter.to == ["eve@example.com"] and "Tuesday flow" in letter.subject
    ]


def test_a_plan_in_mails_from_due_to_restored(in_three, now):
    told(now)
    day = now + timedelta(days=1)
    assert told(day + timedelta(days=10)) == ["Due soon: Tuesday flow"]
    assert told(day + timedelta(days=13)) == ["CHF 150.00 is due: Tuesday flow"]
    due = mail.outbox[-1]
    assert "CH" in due.body and "CHF 150.00" in due.body
    assert told(day + timedelta(days=16)) == ["Please pay: Tuesday flow"]
    assert "we charge CHF 10.00" in mail.outbox[-1].body
    assert open_venue_of(in_three).meeting_url == "https://meet.example/flow"
    assert told(day + timedelta(days=19)) == ["Joining is paused until you pay: Tuesday flow"]
    assert (open_venue_of(in_three).meeting_url, in_three.status) == ("", "confirmed")
    pay_open(day + timedelta(days=20))
    assert told(day + timedelta(days=20)) == ["Thank you, everything is open again: Tuesday flow"]
    assert open_venue_of(in_three).meeting_url == "https://meet.example/flow"


def test_nobody_is_asked_to_pay_what_they_have_paid(in_three, now):
    told(now)
    later = now + timedelta(days=18)
    deliver(later)
    pay_open(later)
    mail.outbox.clear()
    send_due(now=later)
    assert [
        letter.subject for letter in mail.outbox if "pay" in letter.subject.lower() or "due" in letter.subject
    ] == []
