from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, DateTimeField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from booking.core.clock import next_turn
from booking.core.codes import is_token
from booking.core.errors import NotFound
from booking.core.gate import fold_identity
from booking.core.rows import select_along
from booking.core.sealing import unseal
from booking.payments.models import Payment
from booking.payments.selectors import payments_of
from booking.people.selectors import viewer_known, viewer_linked
from booking.people.viewers import STRANGER, Viewer
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.rules import GENEROUS, CancelPreview
from booking.reservations.seating import Part, current_seats
from booking.reservations.shares import Leaving, all_to_come, part_of, preview_giving_up, terms_of
from booking.reservations.states import ENDED, WAITING, FeeStatus, SeatStatus
from booking.scheduling.models import Session
from booking.scheduling.selectors import Coming, Timed, bring_people

TOKEN_PURPOSE = "booking"
STAFF_SOURCE = "staff"
_OF_A_BOOKING = (
    "offering",
    "offering__organization",
    "variant",
    "customer",
    "order",
    "submission",
    "submission__version",
    "submission__version__form",
)

# Seats in these no longer take a place.
GONE = (SeatStatus.RELEASED,)

Dated = Session | Timed | Coming
_NO_MOMENT = Cast(Value(None), DateTimeField())


@dataclass(frozen=True, slots=True)
class StandingPlaces:
    """Places by session id, None for unlimited, and until when they stay so if nobody does anything."""

    left: dict[int, int | None]
    until: datetime


def booking_by_token(reference: str, token: str) -> Booking:
    """The booking of a manage link, with what is shown of it. Raises NotFound, for a wrong token as for no booking."""
    booking = next(iter(select_along(Booking, {"reference": reference}, along=_OF_A_BOOKING)), None)
    if booking is None or not is_token(token, purpose=TOKEN_PURPOSE, stored=booking.token_hash):
        raise NotFound()
    organization = booking.offering.organization
    booking.organization = booking.variant.organization = booking.order.organization = organization
    booking.variant.offering = booking.offering
    return booking


def has_booked(email: str) -> bool:
    """Whether somebody of this mail address ever had a booking; one query."""
    lasting = Booking.objects.filter(customer__email=fold_identity(email), confirmed_at__isnull=False)
    return lasting.exists()


def viewer_in(booking: Booking) -> Viewer:
    """As whom its customer looks at calendars: what the personal link proved that it was booked by.

    Whoever books types any mail address, so the address proves nothing, unless the staff booked: then only the mail to
    that address has the booking's link. One query at most.
    """
    if booking.connection:
        return viewer_linked(booking.connection)
    return viewer_known(booking.customer_id) if booking.source == STAFF_SOURCE else STRANGER


def sessions_of(booking: Booking) -> list[Session]:
    """The sessions of a booking in order, with place and facilitators; released ones too unless they moved."""
    sessions = {seat.session_id: seat.session for seat in current_seats(seats_of(booking))}
    return sorted(sessions.values(), key=lambda session: (session.starts_at, session.pk))


def kept_sessions_of(booking: Booking) -> list[Session]:
    """Those in which the booking has a place, in order, with place and facilitators."""
    kept = {seat.session_id: seat.session for seat in seats_of(booking) if seat.status not in GONE}
    return list(kept.values())


def seats_of(booking: Booking) -> list[Seat]:
    """One seat per place and session, in order of time, the session with place and facilitators; two queries."""
    seats = select_along(Seat, {"booking": booking.pk}, along=["session", "session__place"])
    sessions = {seat.session_id: seat.session for seat in seats}
    for session in sessions.values():
        session.offering = booking.offering
    bring_people(sessions.values())
    for seat in seats:
        seat.booking, seat.session = booking, sessions[seat.session_id]
    return sorted(seats, key=lambda seat: (seat.session.starts_at, seat.number, seat.pk))


def fees_of(booking: Booking) -> list[Fee]:
    """What not coming costs or would have cost, the oldest first, with the session; one query."""
    return list(Fee.objects.filter(booking=booking).select_related("session").order_by("arose_at", "pk"))


def waivable(fees: Iterable[Fee], *, now: datetime) -> list[Fee]:
    """Those that staff may still waive."""
    return [fee for fee in fees if fee.status == FeeStatus.PENDING and fee.due_at > now]


def preview_cancel(booking: Booking, *, now: datetime) -> CancelPreview:
    """What cancelling all that is to come would do, decided by the policy that was agreed to."""
    return preview_cancel_of(booking, seats=seats_of(booking), payments=payments_of(booking.order), now=now)


def preview_cancel_of(
    booking: Booking, *, seats: Sequence[Seat], payments: Sequence[Payment], now: datetime
) -> CancelPreview:
    """The same where its seats and payments are known."""
    leaving, terms = all_to_come(booking, seats, now=now), terms_of(booking)
    if not leaving.seats and not leaving.credits:
        leaving = Leaving([seat for seat in seats if seat.status not in GONE])
    return preview_giving_up(booking, policy=terms, seats=seats, leaving=leaving, payments=payments, now=now)


def preview_cancel_part(booking: Booking, *, part: Part, now: datetime) -> CancelPreview:
    """What giving up a part of what is to come would do. Raises Invalid for a part that is not there."""
    return _preview_part(booking, part=part, policy=terms_of(booking), now=now)


def preview_waived_part(booking: Booking, *, part: Part, now: datetime) -> CancelPreview:
    """The same if staff let the customer off: all that was paid for it goes back, without a fee."""
    return _preview_part(booking, part=part, policy=GENEROUS, now=now)


def _preview_part(booking: Booking, *, part: Part, policy: Mapping[str, object], now: datetime) -> CancelPreview:
    seats, payments = seats_of(booking), payments_of(booking.order)
    leaving = part_of(booking, seats, part=part, now=now)
    if booking.status in ENDED or not (leaving.seats or leaving.credits):
        return preview_cancel_of(booking, seats=seats, payments=payments, now=now)
    asked = {"policy": policy, "leaving": leaving}
    return preview_giving_up(booking, **asked, seats=seats, payments=payments, now=now)


def sessions_chosen() -> Count:
    """How many sessions of a booking were given a time, whatever became of them; as an expression."""
    thread = Coalesce(NullIf("seats__thread", Value("")), "seats__session__reference")
    return Count(thread, distinct=True)


def manage_url(booking: Booking, *, token: str | None = None) -> str:
    """Path and query of the manage page; the token is unsealed from the booking when it is not at hand."""
    secret = token or unseal(booking.sealed_token)
    return f"/booking/{booking.reference}/?{urlencode({'token': secret})}"


def next_url(booking: Booking) -> str:
    """Path and query of the page on which the next session of a pack is chosen."""
    return manage_url(booking).replace("/?", "/next/?", 1)


def pay_url(booking: Booking, *, token: str | None = None) -> str:
    """Path and query of the page on which what is open is paid; the token as above."""
    return manage_url(booking, token=token).replace("/?", "/pay/?", 1)


def desk_url(booking: Booking) -> str:
    """Path of the page where staff look after the booking."""
    return f"/admin/studio/bookings/{booking.reference}/"


def arrival_url(booking: Booking) -> str:
    """Path of the page where staff check the booking in; it opens to nobody else, so a code may show it."""
    return f"/admin/studio/check-in/{booking.reference}/"


def answer_url(booking: Booking) -> str:
    """Path of the page where staff answer a request."""
    return f"/admin/studio/requests/{booking.reference}/"


def places_left(sessions: Iterable[Dated], *, now: datetime) -> dict[int, int | None]:
    """Places by session id, None for unlimited. Holds that ran out count as free, whether swept or not; one query."""
    sessions = list(sessions)
    overdue = _overdue_seats(sessions, now=now).values_list("session_id").annotate(places=Count("pk"))
    return _left(sessions, free=dict(overdue))


def standing_places(sessions: Iterable[Dated], *, now: datetime) -> StandingPlaces:
    """What `places_left` and `unchanged_until` say, by one query."""
    sessions = list(sessions)
    overdue = _overdue_seats(sessions, now=now).values_list("session_id").annotate(places=Count("pk"), ends=_NO_MOMENT)
    holds = _ending_holds(now=now).annotate(session_id=Value(0)).values_list("session_id")
    first_end = holds.annotate(places=Value(0), ends=Min("hold_expires_at"))
    rows = list(overdue.union(first_end, all=True))
    free = {session_id: places for session_id, places, ends in rows if ends is None}
    ends = [end for _session_id, _places, end in rows if end is not None]
    return StandingPlaces(_left(sessions, free=free), min([next_turn(now), *ends]))


def unchanged_until(*, now: datetime) -> datetime:
    """Until when what is free stays so if nobody does anything: a hold may run out, and a minute may begin.

    Holds end at any second. One query.
    """
    ends = _ending_holds(now=now).order_by("hold_expires_at").values_list("hold_expires_at", flat=True)[:1]
    return min([next_turn(now), *ends])


def _ending_holds(*, now: datetime) -> QuerySet[Booking]:
    """Those that run out within the minute."""
    within = {"hold_expires_at__gt": now, "hold_expires_at__lt": next_turn(now)}
    return Booking.objects.filter(status__in=WAITING, **within)


def _overdue_seats(sessions: Iterable[Dated], *, now: datetime) -> QuerySet[Seat]:
    ids = [session.pk for session in sessions]
    return Seat.objects.filter(overdue_hold(now=now, prefix="booking__"), session__in=ids, status=SeatStatus.BOOKED)


def _left(sessions: Iterable[Dated], *, free: Mapping[int, int]) -> dict[int, int | None]:
    return {
        session.pk: None
        if session.capacity is None
        else max(0, session.capacity + session.overbooking - session.taken + free.get(session.pk, 0))
        for session in sessions
    }


def overdue_hold(*, now: datetime, prefix: str = "") -> Q:
    """Bookings that are held or asked for, and whose deadline has passed."""
    return Q(**{f"{prefix}status__in": WAITING, f"{prefix}hold_expires_at__lte": now})
