"""What each place in each session is worth (REQUIREMENTS, Settled: split over the sessions, remainder to the first)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.core.errors import Invalid
from booking.core.money import Money
from booking.offerings.models.variants import WHOLE
from booking.payments.models import Payment
from booking.payments.selectors import paid_in, received_in
from booking.reservations.leniency import left_in_month
from booking.reservations.models import Booking, Seat
from booking.reservations.rules import GENEROUS, Account, CancelPreview, Unit, preview_units, price_reduction
from booking.reservations.seating import Part, current_seats, progress_of, seats_of_part, thread_of
from booking.reservations.states import BOOKING_MOVES, BookingStatus, SeatStatus

# Sold as one: its notice is that of the first session to come, and so is its fee.


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is given up: seats, and credits, each the thread and the number of what was bought and has no time yet."""

    seats: Sequence[Seat]
    credits: Sequence[tuple[str, int]] = ()


def units_of(booking: Booking, seats: Iterable[Seat], *, leaving: Leaving, received: Money) -> list[Unit]:
    """What is given up of a booking, each with its share of the price and of what was received."""
    price, paid = _shares(booking, list(seats), received=received)
    first = min((seat.session.starts_at for seat in leaving.seats), default=None)
    is_whole = booking.variant.scope in WHOLE
    units = [
        Unit(
            session="" if is_whole else thread_of(seat),
            starts_at=first if is_whole else seat.session.starts_at,
            price=price[thread_of(seat), seat.number],
            paid=paid[thread_of(seat), seat.number],
            is_changed=seat.changed_by_studio,
        )
        for seat in leaving.seats
    ]
    return units + [Unit(key[0], None, price=price[key], paid=paid[key]) for key in leaving.credits]


def preview_giving_up(
    booking: Booking,
    *,
    policy: Mapping[str, object],
    seats: Sequence[Seat],
    leaving: Leaving,
    payments: Sequence[Payment],
    now: datetime,
) -> CancelPreview:
    """What giving these seats up would do under a policy; `seats` are all of the booking."""
    currency = booking.order.currency
    can_end = BookingStatus.CANCELLED in BOOKING_MOVES[booking.status]
    units = units_of(booking, seats, leaving=leaving, received=received_in(payments, currency=currency))
    account = Account(
        price=booking.order.total_money,
        paid=paid_in(payments, currency=currency),
        ends=is_all(booking, seats, leaving=leaving),
    )
    lenient = left_in_month(booking, policy=policy, now=now)
    return preview_units(policy, units if can_end else [], account=account, now=now, lenient=lenient)


def reduction_of(
    booking: Booking,
    *,
    policy: Mapping[str, object],
    seats: Sequence[Seat],
    leaving: Leaving,
    now: datetime,
) -> Money:
    """By how much the price of the booking falls when these are given up."""
    nothing = Money(0, booking.order.currency)
    units = units_of(booking, seats, leaving=leaving, received=nothing)
    lenient = left_in_month(booking, policy=policy, now=now)
    return price_reduction(policy, units, now=now, nothing=nothing, lenient=lenient)


def terms_of(booking: Booking) -> Mapping[str, object]:
    """What giving up costs. Nothing was agreed to before somebody approved it."""
    return GENEROUS if booking.status == BookingStatus.REQUESTED else booking.policy


def is_all(booking: Booking, seats: Iterable[Seat], *, leaving: Leaving) -> bool:
    """Whether the booking keeps nothing, not even what was used."""
    seats, going = list(seats), {seat.pk for seat in leaving.seats}
    kept = [seat for seat in seats if seat.status != SeatStatus.RELEASED and seat.pk not in going]
    return not kept and len(leaving.credits) == len(credits_of(booking, seats))


def all_to_come(booking: Booking, seats: Sequence[Seat], *, now: datetime) -> Leaving:
    """Everything that can still be given up."""
    return Leaving(seats_to_come(seats, now=now), credits_of(booking, seats))


def credits_of(booking: Booking, seats: Sequence[Seat]) -> tuple[tuple[str, int], ...]:
    """Thread and number of what was bought and has no time yet."""
    left = progress_of(booking, seats).left
    return tuple((f"+{n}", number) for n in range(1, left + 1) for number in range(1, booking.quantity + 1))


def _shares(
    booking: Booking, seats: Sequence[Seat], *, received: Money
) -> tuple[dict[tuple[str, int], Money], dict[tuple[str, int], Money]]:
    """By thread and number of the place, as they were when they were booked: moving changes no share."""
    first: dict[tuple[str, int], datetime] = {}
    for seat in sorted(seats, key=lambda seat: seat.moves):
        first.setdefault((thread_of(seat), seat.number), seat.session.starts_at)
    order = [*sorted(first, key=lambda key: (first[key], key)), *credits_of(booking, seats)]
    if not order:
        return {}, {}
    price, paid = booking.order.agreed_money.split(len(order)), received.split(len(order))
    return dict(zip(order, price, strict=True)), dict(zip(order, paid, strict=True))


def seats_to_come(seats: Iterable[Seat], *, now: datetime) -> list[Seat]:
    """Those that can still be given up."""
    return [seat for seat in current_seats(seats) if seat.status == SeatStatus.BOOKED and seat.session.starts_at > now]


def part_of(booking: Booking, seats: Sequence[Seat], *, part: Part, now: datetime) -> Leaving:
    """What belongs to a part. Raises Invalid for one that the booking does not have, or that was sold as a whole."""
    if part == Part(part.session):
        return all_to_come(booking, seats, now=now)
    if booking.variant.scope in WHOLE and part.reach != "all":
        raise Invalid("This covers all dates.", fields={"session": ["it can be given up as a whole only"]})
    return Leaving(seats_of_part(seats_to_come(seats, now=now), part))
