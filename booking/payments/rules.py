"""What is claimed for an order, and how far it is paid. Amounts are minor units of one currency."""

from booking.billing.states import OrderStatus
from booking.payments.states import PaymentState, PaymentStatus


def claim_of(status: str, *, total: int, kept: int) -> int:
    """What the studio charges in the end: all of an order that stands, and of one that does not what was kept of it."""
    if status == OrderStatus.OPEN:
        return total
    return kept if status == OrderStatus.VOID else min(total, kept)


def payment_state_of(status: str, *, total: int, received: int, returned: int, latest: str | None) -> PaymentState:
    """In one word; `received` came, `returned` goes back, `latest` is the status of the newest payment."""
    if returned and returned >= received:
        return PaymentState.REFUNDED
    if returned:
        return PaymentState.PARTLY_REFUNDED
    if status == OrderStatus.VOID:
        return PaymentState.CANCELLED
    if not total:
        return PaymentState.NOTHING_DUE
    if received >= total:
        return PaymentState.COMPLETED
    if received:
        return PaymentState.PARTLY_PAID
    return PaymentState.FAILED if latest == PaymentStatus.FAILED else PaymentState.PENDING
