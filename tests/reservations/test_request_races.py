"""Approving, withdrawing and expiring one request at the same moment (BKG-3, BKG-4)."""

from datetime import timedelta

import pytest

from booking.audit.models import AuditRecord
from booking.core.consistency import find_faults
from booking.core.errors import AlmanacError
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.reservations.models import Booking
from booking.reservations.services import approve_booking, cancel_booking, expire_overdue
from booking.reservations.states import BOOKING_MOVES
from tests.concurrently import at_once
from tests.reservations.conftest import NEXT_TUESDAY
from tests.sizes import SIZES

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.soak]


def test_one_answer_stands_and_everything_agrees(studio, asked, now):
    ends = set()
    for number in range(SIZES.approval_rounds * 3):
        booking = asked(start=NEXT_TUESDAY + timedelta(hours=number % 7, days=number // 7))
        late = booking.hold_expires_at
        just_in_time = late - timedelta(seconds=1)
        raised = at_once(
            studio,
            [
                lambda: approve_booking(Booking.objects.get(pk=booking.pk), actor="staff:1", now=just_in_time),  # noqa: B023
                lambda: cancel_booking(Booking.objects.get(pk=booking.pk), actor="customer", now=just_in_time),  # noqa: B023
                lambda: expire_overdue(now=late),  # noqa: B023
            ],
        )
        assert [error for error in raised if error and not isinstance(error, AlmanacError)] == []
        ends.add(check_path(booking))
    while deliver_due(now=late) or send_due(now=late):
        pass
    assert find_faults(studio, now=late) == []
    assert ends <= {"confirmed", "cancelled", "expired"}


def check_path(booking: Booking) -> str:
    """Every move that was written down is one that is allowed, and the last is where the booking is."""
    moves = AuditRecord.objects.filter(subject_reference=booking.reference, changes__has_key="status").order_by("pk")
    steps = [tuple(move.changes["status"]) for move in moves]
    assert all(after in BOOKING_MOVES[before] for before, after in steps)
    assert all(one[1] == other[0] for one, other in zip(steps, steps[1:], strict=False))
    booking.refresh_from_db()
    assert steps[-1][1] == booking.status
    return booking.status
