"""What not coming costs: a fee that waits, so that staff may waive it, and is charged then."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from booking.billing.models import Order
from booking.billing.services import void_order
from booking.core.errors import NotAllowed
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.payments.selectors import paid_for
from booking.payments.services import keep_books, refund_order, void_open_payments
from booking.reservations.events import FeeWaived
from booking.reservations.leniency import counted_by, left_in_month
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.services.ask_for_fee import ask_for_fee
from booking.reservations.services.move import move_fee
from booking.reservations.services.permit import require_reason
from booking.reservations.states import FeeKind, FeeStatus, SeatStatus
from booking.scheduling.models import Session

_MOST_PER_RUN = 200
_WAIVE_HOURS = 48


@transactional
def note_absences(session: Session, *, bookings: Iterable[int] | None = None, now: datetime) -> list[Fee]:
    """Write down what became of fees in a session as its places say now, of all its bookings or of these.

    Returns those that are new or are back, pending or spared. Repeating it is quiet.
    """
    absent = Seat.objects.filter(session=session, status=SeatStatus.NO_SHOW).values("booking")
    known = Fee.objects.filter(session=session, kind=FeeKind.NO_SHOW)
    found = Booking.objects.filter(Q(pk__in=absent) | Q(pk__in=known.values("booking")))
    if bookings is not None:
        found = found.filter(pk__in=[*bookings])
    concerned = [booking for booking in found.select_related("customer") if booking.policy.get("no_show_fee", 0)]
    customers = [customer for booking in concerned for customer in counted_by(booking)]
    if not concerned:
        return []
    orders = Order.objects.filter(fee__in=known.filter(booking__in=concerned))
    lock([*orders, *concerned, *customers])
    missing = set(absent.values_list("booking", flat=True))
    fees = {fee.booking_id: fee for fee in known.select_related("booking__organization", "order")}
    noted = []
    for booking in sorted(concerned, key=lambda booking: booking.pk):
        fee = fees.get(booking.pk)
        if booking.pk not in missing:
            _drop(fee, now=now)
        elif fee is None or fee.status == FeeStatus.DROPPED:
            noted.append(_note(booking, session=session, fee=fee, now=now))
    return noted


@transactional
def waive_fees(booking: Booking, *, actor: str, reason: str, now: datetime) -> list[Fee]:
    """Let somebody off for all that is pending; returns what was waived, which may be nothing.

    Raises Invalid without a reason, NotAllowed when the time to waive is over.
    """
    require_reason(reason)
    pending = list(booking.fees.filter(status=FeeStatus.PENDING).order_by("pk"))
    fees = [fee for fee in lock(pending).values() if fee.status == FeeStatus.PENDING]
    if not fees and booking.fees.filter(status=FeeStatus.CHARGED).exists():
        raise NotAllowed("This fee has been charged already.")
    for fee in fees:
        if fee.due_at <= now:
            raise NotAllowed("The time to waive this fee is over: it is being charged.")
        fee.booking = booking
        move_fee(fee, to=FeeStatus.WAIVED, actor=actor, now=now, reason=reason, due_at=None)
        publish(FeeWaived(fee_id=fee.pk), now=now)
    return fees


def charge_due_fees(*, now: datetime) -> int:
    """The sweep: ask for the fees of the active organization that nobody waived; returns how many it looked at."""
    due = Fee.objects.filter(status=FeeStatus.PENDING, due_at__lte=now).order_by("pk")
    some = list(due[:_MOST_PER_RUN])
    for fee in some:
        _charge(fee, now=now)
    return len(some)


@transactional
def _charge(fee: Fee, *, now: datetime) -> None:
    """Quiet when somebody waived it meanwhile."""
    fee = lock([fee])[fee]
    if fee.status != FeeStatus.PENDING:
        return
    related = ("customer", "variant", "offering__organization", "organization")
    fee.booking = Booking.objects.select_related(*related).get(pk=fee.booking_id)
    order = ask_for_fee(fee.booking, fee=fee.money, wording=f"Missed session of {fee.booking.reference}", now=now)
    move_fee(fee, to=FeeStatus.CHARGED, actor="system", now=now, due_at=None, order_id=order.pk)


def _note(booking: Booking, *, session: Session, fee: Fee | None, now: datetime) -> Fee:
    is_spared = left_in_month(booking, policy=booking.policy, now=now) > 0
    due_at = None if is_spared else now + timedelta(hours=booking.policy.get("waive_hours", _WAIVE_HOURS))
    status = FeeStatus.SPARED if is_spared else FeeStatus.PENDING
    if fee is not None:
        move_fee(fee, to=status, actor="system", now=now, due_at=due_at, arose_at=now, order_id=None)
        return Fee.objects.get(pk=fee.pk)
    return Fee.objects.create(
        booking=booking,
        session=session,
        kind=FeeKind.NO_SHOW,
        status=status,
        amount=booking.policy["no_show_fee"],
        currency=booking.order.currency,
        arose_at=now,
        due_at=due_at,
    )


def _drop(fee: Fee | None, *, now: datetime) -> None:
    """Somebody was there after all: nothing is asked for, and what was paid goes back."""
    if fee is None or fee.status in (FeeStatus.DROPPED, FeeStatus.WAIVED):
        return
    if fee.order:
        paid = paid_for(fee.order)
        void_open_payments(fee.order, actor="system", now=now)
        void_order(fee.order, now=now)
        if paid:
            refund_order(fee.order, amount=paid, reason=f"{fee.booking.reference} was there", now=now)
        keep_books(fee.order, organization=fee.booking.organization, now=now)
    move_fee(fee, to=FeeStatus.DROPPED, actor="system", now=now, due_at=None)
