"""Faults of fees for not coming; see `seeds`."""

from datetime import timedelta

from booking.reservations.models import Fee
from tests.consistency.conftest import session_of
from tests.consistency.seeds import breaks


def _fee(made, at, **values) -> None:
    booking = made["class"]
    session = session_of(booking)
    Fee.objects.create(
        booking=booking, session=session, kind="no_show", amount=4000, currency="CHF", arose_at=at, **values
    )


@breaks("charged_fee")
def charged_fee_has_no_order(made, now):
    _fee(made, now, status="charged")


@breaks("charged_fee")
def fee_is_never_charged(made, now):
    _fee(made, now, status="pending", due_at=now - timedelta(hours=1))


@breaks("fee_without_absence")
def fee_is_for_nobody(made, now):
    _fee(made, now - timedelta(hours=1), status="pending", due_at=now + timedelta(hours=47))
