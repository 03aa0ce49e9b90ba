"""Everything a customer may want to know about their booking, ready for the page."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import segno
from django.utils.translation import gettext

from booking.core.markup import render_markdown
from booking.core.money import Money
from booking.intake.selectors import read_answers
from booking.notifications.links import absolute_url
from booking.notifications.times import describe_start, describe_time, describe_time_elsewhere
from booking.offerings.models.offerings import Delivery
from booking.payments.models import Payment
from booking.payments.providers import registry as providers
from booking.payments.selectors import bill_for, latest_of, paid_in, payments_of
from booking.payments.states import PaymentStatus
from booking.portals.plans import plan_context
from booking.reservations.access import open_venue_of
from booking.reservations.changing import STANDING, modifications_of, preview_next, preview_reschedule
from booking.reservations.models import Booking, Seat
from booking.reservations.parts import places_to_give_up, sessions_to_give_up
from booking.reservations.paying import can_be_paid, is_awaiting_payment
from booking.reservations.seating import current_seats
from booking.reservations.selectors import GONE, arrival_url, preview_cancel_of, seats_of
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Place
from booking.scheduling.states import SessionStatus

S = BookingStatus

# In words, and the badge that goes with them.
_STATUS = {
    S.RESERVED: ("Held, not confirmed yet", "warn"),
    S.REQUESTED: ("Waiting for an answer", "warn"),
    S.CONFIRMED: ("Confirmed", "good"),
    S.IN_PROGRESS: ("Under way", "good"),
    S.COMPLETED: ("Completed", "info"),
    S.DECLINED: ("Declined", "bad"),
    S.EXPIRED: ("Expired", "bad"),
    S.CANCELLED: ("Cancelled", "bad"),
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session of the booking. `elsewhere` is the venue's clock where it differs."""

    time: str
    elsewhere: str
    people: str
    note: str


@dataclass(frozen=True, slots=True)
class Changes:
    """One modification in words."""

    label: str
    at: str
    before: list[str]
    after: list[str]
    money: dict[str, str]
    reason: str


def status_words(booking: Booking) -> tuple[str, str]:
    label, level = _STATUS[booking.status]
    return gettext(label), level


def meetings_of(booking: Booking, *, seats: list[Seat]) -> list[Meeting]:
    """One per session, in order, in the customer's zone."""
    sessions, kept = {}, set()
    for seat in current_seats(seats):
        sessions[seat.session_id] = seat.session
        if seat.status not in GONE:
            kept.add(seat.session_id)
    return [_meeting(session, booking=booking, is_kept=session.pk in kept) for session in sessions.values()]


def done_context(booking: Booking) -> dict[str, object]:
    """What the confirmation shows."""
    return _shown(booking, seats=seats_of(booking), payments=payments_of(booking.order))


def hub_context(booking: Booking, *, now: datetime) -> dict[str, object]:
    """What the manage page shows."""
    seats, payments = seats_of(booking), payments_of(booking.order)
    parts = sessions_to_give_up(booking, seats, now=now) or places_to_give_up(booking, seats, now=now)
    return {
        **_shown(booking, seats=seats, payments=payments),
        **plan_context(booking, now=now),
        "can_give_up": bool(parts) and booking.status in STANDING,
        "status": status_words(booking),
        "advice": render_markdown(booking.offering.instructions),
        "answers": _answers(booking),
        "can_reschedule": _can_reschedule(booking, seats=seats, now=now),
        "guests": list(booking.guests.order_by("number")),
        "notes": list(booking.participant_notes.order_by("at", "pk")),
        "next": preview_next(booking, seats=seats, now=now),
        "choose_by": describe_start(booking.choose_by, timezone=booking.timezone) if booking.choose_by else "",
        "modifications": _modifications(booking),
        "can_cancel": preview_cancel_of(booking, seats=seats, payments=payments, now=now).allowed,
        "answer_by": _answer_by(booking),
        "ticket": _ticket(booking, seats=seats, now=now),
        "is_held": booking.hold_expires_at is not None and booking.hold_expires_at > now,
    }


def _shown(booking: Booking, *, seats: list[Seat], payments: list[Payment]) -> dict[str, object]:
    venue, payment = open_venue_of(booking), latest_of(payments)
    is_live = booking.status in (S.CONFIRMED, S.IN_PROGRESS, S.COMPLETED)
    place = venue.place if venue else None
    return {
        "booking": booking,
        "offering": booking.offering,
        "is_live": is_live,
        "meetings": meetings_of(booking, seats=seats),
        "place": place,
        "map_url": _map_url(place),
        "meeting_url": venue.meeting_url if venue and is_live and _is_online(booking) else "",
        "is_online": _is_online(booking),
        "payment_label": _payment_label(booking),
        "instructions": _instructions(payment),
        "bill_code": _bill_code(payment),
        "open": _open(booking, payments=payments) if is_live else None,
        "can_pay": can_be_paid(booking, payments=payments),
        "is_awaiting_payment": is_awaiting_payment(booking),
    }


def _meeting(session, *, booking: Booking, is_kept: bool) -> Meeting:
    times = {"start": session.starts_at, "end": session.ends_at}
    note = ""
    if booking.status == S.CANCELLED:
        note = gettext("Cancelled")
    elif session.status == SessionStatus.CANCELLED:
        note = gettext("Called off")
    elif not is_kept:
        note = gettext("Given up")
    return Meeting(
        time=describe_time(**times, timezone=booking.timezone),
        elsewhere=describe_time_elsewhere(**times, timezone=session.timezone, beside=booking.timezone),
        people=", ".join(link.instructor.name for link in session.facilitator_links.all()),
        note=note,
    )


def _can_reschedule(booking: Booking, *, seats: list[Seat], now: datetime) -> bool:
    """Whether any of its sessions may still be moved."""
    coming = [seat for seat in seats if seat.status == SeatStatus.BOOKED]
    return any(preview_reschedule(booking, moving=[seat], now=now).allowed for seat in coming)


def _modifications(booking: Booking) -> list[Changes]:
    return [
        Changes(
            label=modification.get_kind_display(),
            at=describe_start(modification.at, timezone=booking.timezone),
            before=[_noted(entry, booking=booking) for entry in modification.changes["from"]],
            after=[_noted(entry, booking=booking) for entry in modification.changes["to"]],
            money=modification.changes.get("money", {}),
            reason=modification.reason,
        )
        for modification in modifications_of(booking)
    ]


def _noted(entry: dict[str, str], *, booking: Booking) -> str:
    start, end = (datetime.fromisoformat(entry[name]) for name in ("start", "end"))
    return describe_time(start, end, timezone=booking.timezone)


def _answer_by(booking: Booking) -> str:
    """Until when a request is answered, on the customer's clock; empty for what is none."""
    if booking.status != S.REQUESTED:
        return ""
    return describe_start(booking.hold_expires_at, timezone=booking.timezone)


def _ticket(booking: Booking, *, seats: list[Seat], now: datetime) -> str:
    """The code to show at the door, as the address of a picture; empty when there is no door to come to."""
    is_standing = booking.status in (S.CONFIRMED, S.IN_PROGRESS)
    is_ahead = any(seat.status not in GONE and seat.session.ends_at > now for seat in seats)
    if not is_standing or not is_ahead or booking.offering.delivery == Delivery.ONLINE:
        return ""
    return segno.make(absolute_url(booking.organization, arrival_url(booking)), error="m").svg_data_uri(
        scale=5, border=2
    )


def _is_online(booking: Booking) -> bool:
    return booking.offering.delivery in (Delivery.ONLINE, Delivery.HYBRID)


def _map_url(place: Place | None) -> str:
    if place is None or place.latitude is None or place.longitude is None:
        return ""
    point = f"{place.latitude}/{place.longitude}"
    return f"https://www.openstreetmap.org/?mlat={place.latitude}&mlon={place.longitude}#map=17/{point}"


def _payment_label(booking: Booking) -> str:
    name = booking.payment_provider
    return str(providers.get(name).label) if name in providers else name


def _instructions(payment: Payment | None) -> dict[str, str]:
    """What is still to be done to pay; nothing once it has arrived or is no longer owed."""
    if payment is None or payment.status != PaymentStatus.PENDING or payment.provider not in providers:
        return {}
    return providers.get(payment.provider)().instructions(payment)


def _bill_code(payment: Payment | None) -> str:
    """The code of a bill that is still to be paid, as the address of a picture; empty when there is none."""
    bill = bill_for(payment)
    return f"data:image/svg+xml,{quote(bill.code())}" if bill else ""


def _open(booking: Booking, *, payments: list[Payment]) -> Money | None:
    left = booking.order.total_money - paid_in(payments, currency=booking.order.currency)
    return left if left.minor > 0 else None


def _answers(booking: Booking) -> list[tuple[str, str]]:
    if booking.submission is None:
        return []
    words = {True: gettext("Yes"), False: gettext("No")}
    return [(question.label, words.get(value, value)) for question, value in read_answers(booking.submission)]
