"""What each place in each session is worth (REQUIREMENTS, Settled: split over the sessions, remainder to the first)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from booking.core.errors import Invalid
from booking.core.money import Money
from booking.offerings.models.variants import Scope
from booking.payments.models import Payment
from booking.payments.selectors import paid_in, received_in
from booking.reservations.models import Booking, Seat
from booking.reservations.rules import GENEROUS, Account, CancelPreview, Unit, preview_units, price_reduction
from booking.reservations.seating import Part, current_seats, seats_of_part, thread_of
from booking.reservations.states import BOOKING_MOVES, BookingStatus, SeatStatus

# Sold as one: its notice is that of the first session to come, and so is its fee.
WHOLE = (Scope.SERIES, Scope.COHORT)


def units_of(booking: Booking, seats: Iterable[Seat], *, giving_up: Iterable[Seat], received: Money) -> list[Unit]:
    """What is given up of a booking, each with its share of the price and of what was received."""
    price, paid = _shares(booking, seats, received=received)
    giving_up = list(giving_up)
    first = min((seat.session.starts_at for seat in giving_up), default=None)
    is_whole = booking.variant.scope in WHOLE
    return [
        Unit(
            session="" if is_whole else thread_of(seat),
            starts_at=first if is_whole else seat.session.starts_at,
            price=price[thread_of(seat), seat.number],
            paid=paid[thread_of(seat), seat.number],
            is_changed=seat.changed_by_studio,
        )
        for seat in giving_up
    ]


def preview_giving_up(
    booking: Booking,
    *,
    policy: Mapping[str, object],
    seats: Sequence[Seat],
    giving_up: Sequence[Seat],
    payments: Sequence[Payment],
    now: datetime,
) -> CancelPreview:
    """What giving these seats up would do under a policy; `seats` are all of the booking."""
    currency = booking.order.currency
    can_end = BookingStatus.CANCELLED in BOOKING_MOVES[booking.status]
    units = units_of(booking, seats, giving_up=giving_up, received=received_in(payments, currency=currency))
    account = Account(
        price=booking.order.total_money,
        paid=paid_in(payments, currency=currency),
        ends=not staying(seats, giving_up=giving_up),
    )
    return preview_units(policy, units if can_end else [], account=account, now=now)


def reduction_of(
    booking: Booking,
    *,
    policy: Mapping[str, object],
    seats: Sequence[Seat],
    giving_up: Sequence[Seat],
    now: datetime,
) -> Money:
    """By how much the price of the booking falls when these are given up."""
    nothing = Money(0, booking.order.currency)
    units = units_of(booking, seats, giving_up=giving_up, received=nothing)
    return price_reduction(policy, units, now=now, nothing=nothing)


def terms_of(booking: Booking) -> Mapping[str, object]:
    """What giving up costs. Nothing was agreed to before somebody approved it."""
    return GENEROUS if booking.status == BookingStatus.REQUESTED else booking.policy


def staying(seats: Iterable[Seat], *, giving_up: Iterable[Seat]) -> list[Seat]:
    """What the booking keeps."""
    leaving = {seat.pk for seat in giving_up}
    return [seat for seat in seats if seat.status != SeatStatus.RELEASED and seat.pk not in leaving]


def _shares(
    booking: Booking, seats: Iterable[Seat], *, received: Money
) -> tuple[dict[tuple[str, int], Money], dict[tuple[str, int], Money]]:
    """By thread and number of the place, as they were when they were booked: moving changes no share."""
    first: dict[tuple[str, int], datetime] = {}
    for seat in sorted(seats, key=lambda seat: seat.moves):
        first.setdefault((thread_of(seat), seat.number), seat.session.starts_at)
    order = sorted(first, key=lambda key: (first[key], key))
    if not order:
        return {}, {}
    price, paid = booking.order.agreed_money.split(len(order)), received.split(len(order))
    return dict(zip(order, price, strict=True)), dict(zip(order, paid, strict=True))


def seats_to_come(seats: Iterable[Seat], *, now: datetime) -> list[Seat]:
    """Those that can still be given up."""
    return [seat for seat in current_seats(seats) if seat.status == SeatStatus.BOOKED and seat.session.starts_at > now]


def part_of(booking: Booking, *, coming: Sequence[Seat], part: Part) -> list[Seat]:
    """The seats of a part. Raises Invalid for one that the booking does not have, or that was sold as a whole."""
    if booking.variant.scope in WHOLE and part.reach != "all":
        raise Invalid("This covers all dates.", fields={"session": ["it can be given up as a whole only"]})
    return seats_of_part(coming, part)
