"""Leniency and waiving under several at once (PAY-11): exactly so many are let off, and a fee is waived or charged."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from booking.core.errors import AlmanacError
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.services import (
    book,
    cancel_booking,
    charge_due_fees,
    mark_no_show,
    note_absences,
    waive_fees,
)
from tests import settings as test_settings
from tests.concurrently import at_once
from tests.reservations.conftest import PAID

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)
on_postgresql = pytest.mark.skipif(not test_settings.POSTGRESQL, reason="writers of SQLite take turns anyway")


def hesitate(execute, sql, params, many, context):
    """Whoever has counted what was spared waits until the others have too."""
    answer = execute(sql, params, many, context)
    if sql.startswith("SELECT COUNT") and "reservations_fee" in sql:
        time.sleep(0.4)
    return answer


def spared_of_three(studio, ask, now) -> int:
    """How many of three late cancellations of one person cost nothing where one a month does."""
    bookings = []
    for hour in range(3):
        booking = book(ask("coaching", starts_at=(MONDAY + timedelta(hours=2 * hour),)), **PAID, now=now).booking
        Booking.objects.filter(pk=booking.pk).update(policy={**booking.policy, "leniency_per_month": 1})
        bookings.append(booking.pk)
    late = MONDAY - timedelta(hours=5)

    def give_up(pk: int):
        return lambda: cancel_booking(Booking.objects.get(pk=pk), actor="customer", now=late)

    assert at_once(studio, [give_up(pk) for pk in bookings], wrapper=hesitate) == [None] * 3
    return Fee.objects.filter(status="spared").count()


def test_exactly_so_many_are_let_off(studio, ask, now):
    assert spared_of_three(studio, ask, now) == 1


@on_postgresql
def test_without_the_locks_more_are_let_off(studio, ask, now, settings):
    settings.UNSAFE_WITHOUT_PROTECTION = True
    assert spared_of_three(studio, ask, now) == 3


def test_a_fee_is_waived_or_charged_and_never_both(studio, ask, now):
    booking = book(ask("coaching", starts_at=(MONDAY,)), **PAID, now=now).booking
    [seat] = Seat.objects.filter(booking=booking).select_related("booking", "session")
    mark_no_show([seat], actor="staff:1", now=MONDAY)
    [fee] = note_absences(seat.session, now=MONDAY)
    just_in_time = fee.due_at - timedelta(seconds=1)
    raised = at_once(
        studio,
        [
            lambda: waive_fees(Booking.objects.get(pk=booking.pk), actor="staff:1", reason="Ill", now=just_in_time),
            lambda: charge_due_fees(now=fee.due_at),
        ],
    )
    assert [error for error in raised if error and not isinstance(error, AlmanacError)] == []
    fee.refresh_from_db()
    assert (fee.status, fee.order is not None) in {("waived", False), ("charged", True)}
