"""What mails about bookings tell: times in words, what it costs, what cancelling did."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from booking.billing.models import Order, OrderLine
from booking.core.money import Money, sum_money
from booking.notifications.links import absolute_url
from booking.notifications.times import describe_time, describe_time_elsewhere
from booking.payments.models import Payment, Refund
from booking.payments.providers import registry as providers
from booking.payments.selectors import bill_for, latest_payment, paid_for, payments_of, received_in
from booking.payments.states import PaymentStatus, RefundStatus
from booking.reservations.access import open_venue_of
from booking.reservations.leniency import left_in_month
from booking.reservations.models import Booking
from booking.reservations.rules import Account, CancelPreview, preview_units
from booking.reservations.seating import current_seats
from booking.reservations.selectors import manage_url, seats_of, sessions_of
from booking.reservations.shares import Leaving, credits_of, reduction_of, units_of
from booking.scheduling.models import Session, Venue


@dataclass(frozen=True)
class SessionFact:
    """One meeting in words. `venue_time` is empty where the venue's clocks show what the reader's show."""

    time: str
    venue_time: str
    people: str
    place: str
    address: str
    directions: str
    meeting_url: str


@dataclass(frozen=True)
class PriceFact:
    """What a booking costs and how it is paid; `instructions` only while money is awaited."""

    lines: tuple[tuple[str, str], ...]
    total: str
    taxes: tuple[tuple[str, str], ...]
    asked: str
    provider: str
    instructions: tuple[tuple[str, str], ...]
    is_free: bool
    is_paid: bool
    has_bill: bool


def booking_facts(booking: Booking) -> dict[str, object]:
    """What every mail about a booking may name, with times as the customer's clocks show them."""
    return {
        "booking": booking,
        "offering": booking.offering,
        "variant": booking.variant,
        "customer": {"name": booking.name, "email": booking.email, "phone": booking.phone},
        "sessions": session_facts(sessions_of(booking), venue=open_venue_of(booking), timezone=booking.timezone),
        "manage_url": absolute_url(booking.organization, manage_url(booking)),
    }


def session_facts(sessions: Iterable[Session], *, venue: Venue | None, timezone: str) -> list[SessionFact]:
    """In the order given; `timezone` is the reader's."""
    return [_session_fact(session, venue=venue, timezone=timezone) for session in sessions]


def session_facts_at_venue(sessions: Iterable[Session], *, venue: Venue | None) -> list[SessionFact]:
    """The same for those who hold the sessions: each in its own zone."""
    return [_session_fact(session, venue=venue, timezone=session.timezone) for session in sessions]


def price_fact(order: Order) -> PriceFact:
    """From the rows of the order, never computed anew."""
    lines = list(order.lines.order_by("position"))
    payment = latest_payment(order)
    asked = payment if payment and payment.status == PaymentStatus.PENDING else None
    rates = sorted({line.tax_rate for line in lines if line.tax})
    return PriceFact(
        lines=tuple((_line_text(line), str(Money(line.total, order.currency))) for line in lines),
        total=str(order.total_money),
        taxes=tuple((f"{rate.normalize():f}", _tax_at(lines, rate=rate, currency=order.currency)) for rate in rates),
        asked=str(asked.money) if asked else "",
        provider=providers.get(payment.provider).label if payment else "",
        instructions=instructions_for(asked),
        is_free=not order.total,
        is_paid=bool(payment) and payment.status == PaymentStatus.COMPLETED,
        has_bill=bill_for(payment) is not None,
    )


def instructions_for(payment: Payment | None) -> tuple[tuple[str, str], ...]:
    """What the payer has to know, as label and value."""
    return tuple(providers.get(payment.provider)().instructions(payment).items()) if payment else ()


def cancellation_effect(booking: Booking) -> CancelPreview:
    """What cancelling did, by the rule that decided it, at the moment it was decided."""
    refunds = Refund.objects.filter(payment__order=booking.order, created_at__gte=booking.ended_at)
    returned = [Money(refund.amount, refund.currency) for refund in refunds.exclude(status=RefundStatus.FAILED)]
    seats, payments = seats_of(booking), payments_of(booking.order)
    # What was given up earlier says when.
    left = [seat for seat in current_seats(seats) if seat.released_at is None]
    given_up = [seat for seat in left if seat.session.starts_at > booking.ended_at]
    leaving = Leaving(given_up or left, credits_of(booking, seats))
    received = received_in(payments, currency=booking.order.currency)
    units = units_of(booking, seats, leaving=leaving, received=received)
    paid = paid_for(booking.order) + sum_money(returned, booking.order.currency)
    ends = len(given_up) == len(left)
    off = Money(0, paid.currency)
    if not ends:
        off = reduction_of(booking, policy=booking.policy, seats=seats, leaving=leaving, now=booking.ended_at)
    account = Account(price=booking.order.total_money + off, paid=paid, ends=ends)
    lenient = left_in_month(booking, policy=booking.policy, now=booking.ended_at)
    return preview_units(booking.policy, units, account=account, now=booking.ended_at, lenient=lenient)


def fee_payment(booking: Booking) -> Payment | None:
    """The payment that cancelling late has asked for."""
    asked = Payment.objects.filter(order__customer=booking.customer, created_at=booking.ended_at)
    return asked.filter(status=PaymentStatus.PENDING).exclude(order=booking.order).order_by("pk").first()


def _session_fact(session: Session, *, venue: Venue | None, timezone: str) -> SessionFact:
    place, start, end = session.place, session.starts_at, session.ends_at
    return SessionFact(
        time=describe_time(start, end, timezone=timezone),
        venue_time=describe_time_elsewhere(start, end, timezone=session.timezone, beside=timezone),
        people=", ".join(link.instructor.name for link in session.facilitator_links.all()),
        place=place.name if place else "",
        address=place.address if place else "",
        directions=place.directions if place else "",
        meeting_url=venue.meeting_url if venue else "",
    )


def _line_text(line: OrderLine) -> str:
    return f"{line.quantity} × {line.description}" if line.quantity > 1 else line.description


def _tax_at(lines: Iterable[OrderLine], *, rate: Decimal, currency: str) -> str:
    return str(sum_money([Money(line.tax, currency) for line in lines if line.tax_rate == rate], currency))
