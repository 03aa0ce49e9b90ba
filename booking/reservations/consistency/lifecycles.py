"""Status, deadlines, orders and the audit log tell the same story."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from booking.audit.models import AuditRecord
from booking.billing.models import Document
from booking.billing.states import DocumentKind, OrderStatus
from booking.core.consistency import LATE, Fault, registry
from booking.payments.consistency import something_is_owed
from booking.payments.models import Payment
from booking.reservations.models import Booking, Seat
from booking.reservations.states import ENDED, WAITING, BookingStatus, BookingType, SeatStatus
from booking.scheduling.states import SessionStatus

_STANDING = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED)


@registry.register("booking_stamps")
def booking_stamps(now: datetime) -> Iterator[Fault]:
    """Each status has its moments: holds and requests their expiry, a confirmation and an end the time they came."""
    is_held, has_ended = Q(status__in=WAITING), Q(status__in=ENDED)
    is_request = Q(type=BookingType.REQUEST)
    rules = {
        "an expiry while reserved or requested": is_held & Q(hold_expires_at=None),
        "no expiry unless reserved or requested": ~is_held & Q(hold_expires_at__isnull=False),
        "a moment of asking": Q(status=BookingStatus.REQUESTED, requested_at=None),
        "the type request once it was asked for": ~is_request & Q(requested_at__isnull=False),
        "a request that was asked for": is_request & Q(status__in=_STANDING, requested_at=None),
        "a moment of confirmation": Q(status__in=_STANDING, confirmed_at=None),
        "no moment of confirmation yet": is_held & Q(confirmed_at__isnull=False),
        "a moment of ending": has_ended & Q(ended_at=None),
        "no moment of ending": ~has_ended & Q(ended_at__isnull=False),
    }
    for expected, broken in rules.items():
        for booking in Booking.objects.filter(broken).iterator():
            yield Fault(f"booking {booking.reference}", expected, f"it is {booking.status}")


@registry.register("late_expiry")
def late_expiries(now: datetime) -> Iterator[Fault]:
    """Holds and requests that ran out are tidied up within 15 minutes."""
    late = Booking.objects.filter(status__in=WAITING, hold_expires_at__lte=now - LATE)
    for booking in late.iterator():
        since = booking.hold_expires_at.isoformat()
        yield Fault(f"booking {booking.reference}", "expired", f"{booking.status}, and ran out at {since}")


@registry.register("booking_order")
def booking_orders(now: datetime) -> Iterator[Fault]:
    """What stands is paid for or asked for; what has ended asks for nothing any more."""
    bookings = Booking.objects.select_related("order")
    for booking in bookings.filter(status__in=_STANDING, order__status=OrderStatus.VOID).iterator():
        yield _order_fault(booking, expected="an order that is open or paid")
    # Where a part was used and the rest given up, the part may still be open.
    ended = bookings.filter(status__in=ENDED, order__taken_off=0)
    for booking in ended.filter(order__status=OrderStatus.OPEN).iterator():
        yield _order_fault(booking, expected="an order that is paid or void")
    asked = Payment._base_manager.filter(order=OuterRef("order_id"))
    for booking in bookings.filter(~Exists(asked), status__in=_STANDING, order__due_now__gt=0).iterator():
        yield _order_fault(booking, expected=f"a payment of {booking.order.due_now} or more asked for")


@registry.register("completion")
def completions(now: datetime) -> Iterator[Fault]:
    """What is over is decided for everybody in it, and a completed booking has nothing ahead."""
    undecided = Seat.objects.filter(
        session__status=SessionStatus.COMPLETED,
        status__in=(SeatStatus.BOOKED, SeatStatus.CHECKED_IN),
        booking__status__in=_STANDING,
    )
    for seat in undecided.select_related("session", "booking").iterator():
        subject = f"booking {seat.booking.reference}, session {seat.session.reference}"
        yield Fault(subject, "attended, absent or excused", f"it is {seat.status}")
    ahead = Seat.objects.filter(session__status=SessionStatus.SCHEDULED, booking__status=BookingStatus.COMPLETED)
    for seat in ahead.exclude(status=SeatStatus.RELEASED).select_related("session", "booking").iterator():
        yield Fault(f"booking {seat.booking.reference}", "nothing ahead", f"session {seat.session.reference}")


@registry.register("unrecorded_move")
def unrecorded_moves(now: datetime) -> Iterator[Fault]:
    """Every move of a booking is in the audit log."""
    records = AuditRecord.objects.filter(subject_type="booking", subject_reference=OuterRef("reference"))
    came_here = records.filter(action=Concat(Value("booking."), OuterRef("status")))
    confirmed = records.filter(action=f"booking.{BookingStatus.CONFIRMED}")
    moved = Booking.objects.exclude(status=BookingStatus.RESERVED)
    for booking in moved.filter(~Exists(came_here)).iterator():
        yield Fault(f"booking {booking.reference}", f"an audit record of booking.{booking.status}", "none")
    once = moved.exclude(status=BookingStatus.CONFIRMED).filter(confirmed_at__isnull=False)
    for booking in once.filter(~Exists(confirmed)).iterator():
        yield Fault(f"booking {booking.reference}", "an audit record of booking.confirmed", "none")


@registry.register("booking_buyer")
def booking_buyers(now: datetime) -> Iterator[Fault]:
    """Booking and order are the same customer's, and the variant is one of the offering's."""
    bookings = Booking.objects.select_related("order")
    for booking in bookings.exclude(order__customer=F("customer")).iterator():
        yield _order_fault(booking, expected="an order of the same customer")
    for booking in bookings.exclude(variant__offering=F("offering")).iterator():
        yield Fault(f"booking {booking.reference}", "a variant of its offering", f"variant #{booking.variant_id}")


@registry.register("missing_invoice")
def missing_invoices(now: datetime) -> Iterator[Fault]:
    """What was confirmed and costs something is invoiced, once the books had the time to hear of it."""
    if something_is_owed():
        return
    invoices = Document._base_manager.filter(order=OuterRef("order"), kind=DocumentKind.INVOICE)
    owed = Booking.objects.filter(status__in=_STANDING, confirmed_at__lte=now - LATE, order__total__gt=0)
    for booking in owed.exclude(order__status=OrderStatus.VOID).filter(~Exists(invoices)).iterator():
        yield Fault(f"booking {booking.reference}", "an invoice", "none")


def _order_fault(booking: Booking, *, expected: str) -> Fault:
    return Fault(f"booking {booking.reference} ({booking.status})", expected, f"{booking.order} {booking.order.status}")
