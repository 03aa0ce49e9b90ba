"""What people are told about paying in parts."""

from django.db.models import QuerySet

from booking.notifications.kinds import registry
from booking.notifications.links import absolute_url
from booking.notifications.times import describe_day
from booking.payments.models import Installment, Payment, Plan
from booking.payments.plan_selectors import is_owed, open_amounts
from booking.payments.providers import registry as providers
from booking.payments.selectors import bill_for, is_online
from booking.payments.states import WAITING, PaymentStatus
from booking.reservations.mail_facts import booking_facts, instructions_for
from booking.reservations.mail_kinds import BookingKind
from booking.reservations.models import Booking
from booking.reservations.selectors import pay_url
from booking.reservations.states import BookingStatus

# What was held is owed as well.
_STANDING = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED)


class InstallmentKind(BookingKind):
    """About a part of what a booking costs; the subject is the installment. The reason holds while it is owed."""

    def is_still_due(self, subject_id, *, now):
        installment = _installments().filter(pk=subject_id).first()
        return installment is not None and _booking_of(installment.plan) is not None and is_owed(installment)

    def context(self, subject_id):
        installment = _installments().get(pk=subject_id)
        booking = _booking_of(installment.plan)
        payment = _waiting(installment.payment)
        missing = open_amounts(installment.plan)[installment]
        fee = _fee_payment(installment)
        return {
            **booking_facts(booking),
            "amount": str(missing),
            "due_on": describe_day(installment.due_on),
            "is_ahead": installment.asked_at is None,
            "rows": instructions_for(payment),
            "provider": providers.get(payment.provider).label if payment else "",
            "pay_url": _pay_url(booking, payment=payment),
            "fee": str(fee.money) if fee else "",
            "fee_rows": instructions_for(fee),
        }

    def attachments(self, subject_id):
        installment = _installments().get(pk=subject_id)
        bill = bill_for(_waiting(installment.payment))
        language = _booking_of(installment.plan).language
        return [("bill.pdf", bill.sheet(language), "application/pdf")] if bill else []


@registry.register("installment_due")
class InstallmentDueMail(InstallmentKind):
    """To the customer: a part is due now, and this is how to pay it."""

    name = "installment_due"


@registry.register("installment_reminder")
class InstallmentReminderMail(InstallmentKind):
    """To the customer: a part is due soon, or overdue."""

    name = "installment_reminder"


class AccessKind(BookingKind):
    """About what late payment closes; the subject is the plan."""

    def context(self, subject_id):
        plan = _plans().get(pk=subject_id)
        booking = _booking_of(plan)
        asked = {row: left for row, left in open_amounts(plan).items() if row.asked_at}
        rows = [(describe_day(row.due_on), str(left)) for row, left in asked.items()]
        payments = [_waiting(row.payment) for row in asked]
        return {
            **booking_facts(booking),
            "rows": rows,
            "pay_url": next((url for payment in payments if (url := _pay_url(booking, payment=payment))), ""),
        }


@registry.register("access_suspended")
class AccessSuspendedMail(AccessKind):
    """To the customer: the joining links are closed until it is paid; the place is kept."""

    name = "access_suspended"

    def is_still_due(self, subject_id, *, now):
        plan = _plans().filter(pk=subject_id, suspended_at__isnull=False).first()
        return plan is not None and _booking_of(plan) is not None


@registry.register("access_restored")
class AccessRestoredMail(AccessKind):
    """To the customer: it is paid, and everything is open again."""

    name = "access_restored"

    def is_still_due(self, subject_id, *, now):
        plan = _plans().filter(pk=subject_id, suspended_at=None).first()
        return plan is not None and _booking_of(plan) is not None

    def context(self, subject_id):
        return booking_facts(_booking_of(_plans().get(pk=subject_id)))


def _installments() -> QuerySet[Installment]:
    return Installment.objects.select_related("plan__order", "plan__organization", "payment")


def _plans() -> QuerySet[Plan]:
    return Plan.objects.select_related("order", "organization")


def _booking_of(plan: Plan) -> Booking | None:
    """The booking that is paid by this plan, while it stands."""
    standing = Booking.objects.filter(order=plan.order_id, status__in=_STANDING)
    return standing.select_related("organization", "offering", "variant", "customer", "order").first()


def _waiting(payment: Payment | None) -> Payment | None:
    return payment if payment is not None and payment.status in WAITING else None


def _pay_url(booking: Booking, *, payment: Payment | None) -> str:
    """Where it can be paid in the browser; empty when there is nothing to do there."""
    is_payable = payment is not None and is_online(payment.provider)
    return absolute_url(booking.organization, pay_url(booking)) if is_payable else ""


def _fee_payment(installment: Installment) -> Payment | None:
    """The payment of the fee that the last reminder has asked for."""
    asked = {"order__customer": installment.plan.order.customer_id, "created_at": installment.reminded_at}
    fees = Payment.objects.filter(status=PaymentStatus.PENDING, **asked).exclude(order=installment.plan.order)
    return fees.order_by("pk").first() if installment.reminded_at else None
