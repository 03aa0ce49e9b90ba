"""What people are told about paying for bookings."""

from booking.notifications.kinds import registry
from booking.notifications.links import absolute_url
from booking.payments.models import Refund
from booking.payments.states import RefundStatus
from booking.reservations.mail_facts import booking_facts, price_fact
from booking.reservations.mail_kinds import BookingKind
from booking.reservations.models import Booking
from booking.reservations.request_mails import RequestKind
from booking.reservations.selectors import pay_url
from booking.reservations.states import BookingStatus


@registry.register("payment_due")
class PaymentDueMail(RequestKind):
    """To the customer: it is booked once it is paid."""

    name = "payment_due"
    statuses = (BookingStatus.RESERVED,)

    def context(self, subject_id):
        known = super().context(subject_id)
        booking = known["booking"]
        return {
            **known,
            "price": price_fact(booking.order),
            "pay_url": absolute_url(booking.organization, pay_url(booking)),
        }


@registry.register("payment_missed")
class PaymentMissedMail(BookingKind):
    """To the customer: nobody paid in time, so it is off."""

    name = "payment_missed"
    statuses = (BookingStatus.EXPIRED,)


@registry.register("payment_returned")
class PaymentReturnedMail(BookingKind):
    """To the customer: the money came when it was no longer to be had, and goes back. The subject is the refund."""

    name = "payment_returned"

    def is_still_due(self, subject_id, *, now):
        return Refund.objects.filter(pk=subject_id).exclude(status=RefundStatus.FAILED).exists()

    def context(self, subject_id):
        refund = Refund.objects.select_related("payment").get(pk=subject_id)
        booking = Booking.objects.select_related("organization", "offering", "variant", "customer").get(
            order=refund.payment.order_id
        )
        return {**booking_facts(booking), "amount": str(refund.money), "method": refund.payment.method}
