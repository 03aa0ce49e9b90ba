from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from booking.accounts.models import Organization
from booking.api.presenters.asking import show_asking
from booking.api.presenters.offerings import show_agreed_policy
from booking.api.presenters.quotes import show_line
from booking.api.presenters.values import show_money, show_time
from booking.billing.models import Order
from booking.core.money import Money
from booking.payments.models import Payment
from booking.payments.providers import registry as providers
from booking.payments.selectors import is_online, latest_of, paid_for
from booking.payments.states import PaymentStatus
from booking.pricing.rules import QuoteLine
from booking.reservations.models import Booking, Seat
from booking.reservations.rules import CancelPreview
from booking.reservations.seating import current_seats, progress_of
from booking.reservations.states import SeatStatus


def show_booking(booking: Booking, *, organization: Organization, manage_url: str) -> dict[str, object]:
    """A booking for the person who holds it; times on the clock they booked with.

    Reads nothing more of a booking that was just made; one read back comes through `with_parts`.
    """
    payments = sorted(booking.order.payments.all(), key=lambda payment: (payment.created_at, payment.pk))
    seats = sorted(booking.seats.all(), key=lambda seat: (seat.session.starts_at, seat.number))
    return {
        "reference": booking.reference,
        "status": booking.status,
        "type": booking.type,
        "request": show_asking(booking),
        "offering": booking.offering.slug,
        "variant": booking.variant.slug,
        "quantity": booking.quantity,
        "timezone": booking.timezone,
        "progress": show_progress(booking, seats=seats),
        "sessions": show_seats(seats, timezone=booking.timezone),
        "order": show_order_lines(booking.order, payments=payments),
        "payment": _show_payment(booking, payments=payments, organization=organization, manage_url=manage_url),
        "manage_url": manage_url,
    }


def show_progress(booking: Booking, *, seats: list[Seat]) -> dict[str, object]:
    """How many of the sessions bought have a time, and how many were used."""
    progress = progress_of(booking, seats)
    by = show_time(booking.choose_by, timezone=booking.timezone) if booking.choose_by else None
    return {
        "total": progress.total,
        "booked": progress.booked,
        "used": progress.used,
        "left": progress.left,
        "choose_by": by,
    }


def with_parts(booking: Booking) -> Booking:
    """Read what `show_booking` shows of a booking, in three queries."""
    seats = Prefetch("seats", queryset=Seat.objects.select_related("session"))
    prefetch_related_objects([booking], seats, "order__lines", "order__payments")
    return booking


def show_seats(seats: Iterable[Seat], *, timezone: str) -> list[dict[str, object]]:
    """One entry per session. Of several places the best kept one speaks: a session is released when all are."""
    by_session: dict[int, Seat] = {}
    for seat in current_seats(seats):
        known = by_session.get(seat.session_id)
        if known is None or known.status == SeatStatus.RELEASED:
            by_session[seat.session_id] = seat
    return [
        {
            "reference": seat.session.reference,
            "title": seat.session.title,
            "start": show_time(seat.session.starts_at, timezone=timezone),
            "end": show_time(seat.session.ends_at, timezone=timezone),
            "timezone": seat.session.timezone,
            "status": seat.status,
        }
        for seat in by_session.values()
    ]


def show_order_lines(order: Order, *, payments: list[Payment]) -> dict[str, object]:
    """What was bought and what of it is paid; no query for one that was just made or read with its parts."""
    is_paid_into = any(payment.status == PaymentStatus.COMPLETED for payment in payments)
    paid = paid_for(order) if is_paid_into else Money(0, order.currency)
    lines = sorted(order.lines.all(), key=lambda line: line.position)
    return {
        "reference": order.reference,
        "status": order.status,
        "total": show_money(order.total_money),
        "due_now": show_money(Money(order.due_now, order.currency)),
        "paid": show_money(paid),
        "tax_included": order.tax_included,
        "lines": [
            show_line(
                QuoteLine(
                    description=line.description,
                    quantity=line.quantity,
                    unit_price=Money(line.unit_price, order.currency),
                    total=Money(line.total, order.currency),
                    tax_rate=line.tax_rate,
                    tax=Money(line.tax, order.currency),
                )
            )
            for line in lines
        ],
    }


def _show_payment(
    booking: Booking, *, payments: list[Payment], organization: Organization, manage_url: str
) -> dict[str, object]:
    """The payment that is awaited, or else the newest.

    Where none was asked for, there was nothing to pay, or nothing is confirmed yet.
    """
    if not payments:
        status = PaymentStatus.PENDING if booking.order.total and booking.confirmed_at is None else "completed"
        return {"provider": booking.payment_provider or None, "status": str(status), "next": None}
    payment = latest_of(payments)
    payment.order, payment.organization = booking.order, organization
    return {
        "provider": payment.provider,
        "status": payment.status,
        "next": _show_next(payment, manage_url=manage_url) if payment.status == PaymentStatus.PENDING else None,
    }


def _show_next(payment: Payment, *, manage_url: str) -> dict[str, object] | None:
    """What the payer does next. Only those who hold the booking's link pay in a browser."""
    if is_online(payment.provider):
        page, has_token, token = manage_url.partition("?token=")
        return show_paying(payment, url=f"{page}pay/{has_token}{token}") if has_token else None
    details = providers.get(payment.provider)().instructions(payment) if payment.provider in providers else {}
    return {"kind": "instructions", "details": details} if details else None


def show_paying(payment: Payment, *, url: str) -> dict[str, object]:
    """What a front end needs to let somebody pay; without a secret the page at `url` is the way."""
    handle = payment.handle
    return {
        "kind": "pay",
        "type": payment.provider,
        "client_secret": handle.get("client_secret"),
        "publishable_key": handle.get("publishable_key"),
        "url": url,
    }


def show_preview(preview: CancelPreview) -> dict[str, object]:
    """What cancelling now would do, by the policy that was agreed to."""
    return {
        "allowed": preview.allowed,
        "reasons": list(preview.reasons),
        "refund": show_money(preview.refund),
        "fee": show_money(preview.fee),
        "still_due": show_money(preview.still_due),
        "spared": show_money(preview.spared),
        "policy": show_agreed_policy(preview.policy, currency=preview.refund.currency),
    }
