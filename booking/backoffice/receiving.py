"""Money that somebody saw come in, noted at the booking that it is for."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.accounts.authority import Staff
from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.private_pages import SeeOther
from booking.core.promises import keep_promise
from booking.payments.models import Payment
from booking.payments.providers import OnSite
from booking.payments.providers import registry as providers
from booking.payments.selectors import payments_of
from booking.payments.services import record_payment
from booking.payments.states import PaymentStatus
from booking.reservations.authority import booking_for_staff


@staff_page("POST", scope="bookings:payment")
def receive(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that money has come: just what was asked for, once for a form."""
    booking, now = booking_for_staff(reference, staff=request.staff), current_time()
    chosen = request.POST.get("payment", "")
    payment = next(
        (row for row in awaited_by_hand(payments_of(booking.order), staff=request.staff) if row.reference == chosen),
        None,
    )
    if payment is not None:
        keep_promise(
            request.POST.get("promise", ""),
            "receive",
            effect=lambda: [booking.reference],
            act=lambda: record_payment(payment, amount=payment.amount, actor=request.staff.actor, now=now).reference,
            now=now,
        )
        messages.success(request, _("Noted as received."))
    return SeeOther(f"{reverse('backoffice:booking', args=[reference])}#money")


def awaited_by_hand(payments: Iterable[Payment], *, staff: Staff) -> list[Payment]:
    """What may be noted as received: cash by whoever holds the sessions, all else by those who keep the books."""
    waiting = [row for row in payments if row.status == PaymentStatus.PENDING]
    by_hand = [row for row in waiting if row.provider in providers and providers.get(row.provider).is_by_hand]
    return [row for row in by_hand if staff.is_manager or row.provider == OnSite.name]
