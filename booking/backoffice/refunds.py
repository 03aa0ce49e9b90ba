"""What was paid for a booking and what goes back, and trying once more what failed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.accounts.authority import Staff
from booking.backoffice.faces import staff_page
from booking.backoffice.receiving import awaited_by_hand
from booking.core.clock import now as current_time
from booking.core.errors import NotFound
from booking.core.private_pages import SeeOther
from booking.core.promises import keep_promise, promise
from booking.notifications.times import describe_start
from booking.payments.models import Refund
from booking.payments.providers import registry as providers
from booking.payments.selectors import is_online, payments_of
from booking.payments.services import retry_refund
from booking.payments.states import RefundStatus
from booking.reservations.authority import booking_for_staff
from booking.reservations.models import Booking


def money_lines(booking: Booking, *, staff: Staff) -> list[dict[str, object]]:
    """Payments of a booking with their refunds, the oldest first, and whether this person may note that one came."""
    zone = booking.organization.timezone
    payments, by_payment = payments_of(booking.order), {}
    awaited = {payment.reference for payment in awaited_by_hand(payments, staff=staff)}
    for refund in Refund.objects.filter(payment__in=payments).order_by("created_at", "pk") if payments else []:
        by_payment.setdefault(refund.payment_id, []).append(refund)
    return [
        {
            "payment": payment,
            "label": providers.get(payment.provider).label if payment.provider in providers else payment.provider,
            "at": describe_start(payment.completed_at or payment.created_at, timezone=zone),
            "can_receive": payment.reference in awaited,
            "refunds": [_refund_line(refund) for refund in by_payment.get(payment.pk, [])],
        }
        for payment in payments
    ]


@staff_page("POST", scope="bookings:cancel")
def retry(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the provider once more for a refund that failed; once for a form."""
    booking, now = booking_for_staff(reference, staff=request.staff), current_time()
    named = {"reference": request.POST.get("refund", ""), "payment__order": booking.order_id}
    refund = Refund.objects.select_related("payment").filter(**named).first()
    if refund is None or not is_online(refund.payment.provider):
        raise NotFound()
    keep_promise(
        request.POST.get("promise", ""),
        "refund",
        effect=lambda: [refund.reference, refund.status, refund.tries],
        act=lambda: retry_refund(refund, actor=request.staff.actor, now=now),
        now=now,
    )
    messages.success(request, _("The refund is sent once more."))
    return SeeOther(f"{reverse('backoffice:booking', args=[reference])}#money")


def _refund_line(refund: Refund) -> dict[str, object]:
    can_retry = refund.status == RefundStatus.FAILED
    made = promise([refund.reference, refund.status, refund.tries]) if can_retry else ""
    return {"refund": refund, "promise": made}
