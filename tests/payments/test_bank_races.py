"""PAY-2, PAY-15: one file matched by several workers at once books each payment once, with and without the locks."""

import pytest
from django.db import transaction

from booking.payments.models import BankMatch, BankStatement, Payment, Refund
from booking.payments.references import creditor_reference
from booking.payments.services import match_entries, take_bank_file
from tests.concurrently import at_once
from tests.payments.bank_files import bank_file, one
from tests.payments.test_bank_files import owe  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WORKERS, EACH = 4, 6


@pytest.fixture
def statement(studio, owe, now) -> BankStatement:  # noqa: F811
    """A file that nobody has matched yet."""
    with transaction.atomic():
        owed = [owe() for _ in range(EACH)]
    entries = [one("120.00", creditor_reference(each.reference), entry_id=f"E{each.pk}") for each in owed]
    return take_bank_file(bank_file(*entries), name="x.xml", organization=studio, actor="staff:1", now=now)[0]


def booked() -> tuple[int, int, int]:
    """Completed payments, refunds and matches."""
    return Payment.objects.filter(status="completed").count(), Refund.objects.count(), BankMatch.objects.count()


def test_each_payment_is_booked_once_however_many_match(studio, statement, now):
    works = [lambda: match_entries(statement, now=now)] * WORKERS
    assert at_once(studio, works) == [None] * WORKERS
    assert booked() == (EACH, 0, EACH)


def test_without_the_locks_money_is_booked_twice(studio, statement, settings, now):
    settings.UNSAFE_WITHOUT_PROTECTION = True
    raised = at_once(studio, [lambda: match_entries(statement, now=now)] * WORKERS)
    assert any(raised) or booked() != (EACH, 0, EACH)
