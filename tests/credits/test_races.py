"""PAY-6: fifty who spend a wallet of three at the same moment are three; without the lock they run into the wall."""

from functools import partial

import pytest
from django.db import IntegrityError, OperationalError

from booking.core.transactions import transactional
from booking.credits.errors import NotEnoughCredits
from booking.credits.models import Entry, Lot
from booking.credits.services import spend
from booking.credits.states import CREDIT
from tests.concurrently import at_once

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True)]

CROWD = 50


def rush(organization, lot: Lot, *, now) -> list[type | None]:
    """What each of fifty purchases of this lot's owner ran into."""
    pay = transactional(spend)
    orders = [
        partial(pay, lot.wallet, unit=CREDIT, amount=1, purchase=f"{lot.source}-{number}", actor="customer", now=now)
        for number in range(CROWD)
    ]
    return [type(error) if error else None for error in at_once(organization, orders)]


def test_fifty_spend_a_wallet_of_three(organization, given, now):
    lot = given(3)
    raised = rush(organization, lot, now=now)
    assert (raised.count(None), raised.count(NotEnoughCredits)) == (3, CROWD - 3)
    lot.refresh_from_db()
    assert (lot.remaining, Entry.objects.filter(kind="spend").count()) == (0, 3)


def test_without_the_lock_only_the_database_refuses(organization, given, settings, now):
    """In one of ten rushes at least: threads that happen to take turns prove nothing."""
    settings.UNSAFE_WITHOUT_PROTECTION = True
    rushes = (set(rush(organization, given(3, source=f"pack {n}"), now=now)) for n in range(10))
    assert any(raised & {IntegrityError, OperationalError} for raised in rushes)
