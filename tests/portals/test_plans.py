"""The manage page of what is paid in parts."""

from datetime import UTC, datetime, timedelta

from booking.accounts.models import Organization
from booking.core.clock import frozen_at
from booking.offerings.models import Variant
from booking.payments.models import Payment
from booking.payments.services import collect_due, record_payment

MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)
THREE = [{"due_days": 0, "amount": 20000}, {"due_days": 14, "amount": 15000}, {"due_days": 28, "amount": 15000}]


def test_the_page_shows_each_part_and_what_late_payment_closes(make_booking, visitor, page_of, studio, now):
    Organization.objects.filter(pk=studio.pk).update(grace_days=5)
    Variant.objects.filter(offering__slug="june-retreat").update(price=50000, deposit=None, plan=THREE)
    booking = make_booking("june-retreat")
    record_payment(Payment.objects.get(), amount=20000, actor="olga@harbour.example", now=now)
    shown = visitor.get(page_of(booking)).context
    assert [(part.due_on, part.amount, part.label) for part in shown["parts"]] == [
        ("Monday 4 January 2027", "CHF 200.00", "Paid"),
        ("Monday 18 January 2027", "CHF 150.00", "Not due yet"),
        ("Monday 1 February 2027", "CHF 150.00", "Not due yet"),
    ]
    later = now + timedelta(days=20)
    collect_due(now=later)
    with frozen_at(later):
        page = visitor.get(page_of(booking))
    assert page.context["parts"][1].label == "Overdue"
    assert page.content.decode().count("joining is paused") == 1


def test_what_was_due_at_once_has_no_parts(make_booking, visitor, page_of):
    page = visitor.get(page_of(make_booking("coaching", starts_at=(MONDAY,))))
    assert (page.context["parts"], page.content.decode().count("Your payments")) == ([], 0)
