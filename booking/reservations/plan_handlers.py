"""What follows for customers from the parts of a price: mails that are owed, each queued once, and fees."""

from datetime import datetime

from booking.core.events import after, on
from booking.core.money import Money
from booking.payments.events import AccessRestored, AccessSuspended, InstallmentAsked, InstallmentReminded
from booking.payments.models import Installment, Plan
from booking.reservations.models import Booking
from booking.reservations.services.ask_for_fee import ask_for_fee
from booking.reservations.telling import mail_customer


@after(InstallmentAsked)
def tell_what_is_due(event: InstallmentAsked, now: datetime) -> None:
    _tell("installment_due", event.installment_id, occasion="", now=now)


@after(InstallmentReminded)
def remind_of_part(event: InstallmentReminded, now: datetime) -> None:
    _tell("installment_reminder", event.installment_id, occasion=f":{event.days}", now=now)


@on(InstallmentReminded)
def charge_reminder(event: InstallmentReminded) -> None:
    installment = Installment.objects.select_related("plan__organization", "plan__order").get(pk=event.installment_id)
    schedule = installment.plan.organization.dunning
    fee = next((step.get("fee", 0) for step in schedule if step["days"] == event.days), 0)
    booking = _paid_by(installment.plan)
    if fee and booking:
        wording = f"Reminder of what was due on {installment.due_on:%d.%m.%Y}"
        ask_for_fee(booking, fee=Money(fee, installment.currency), wording=wording, now=installment.reminded_at)


@after(AccessSuspended)
def tell_of_closed_access(event: AccessSuspended, now: datetime) -> None:
    _tell_of_access("access_suspended", event.plan_id, now=now)


@after(AccessRestored)
def tell_of_open_access(event: AccessRestored, now: datetime) -> None:
    _tell_of_access("access_restored", event.plan_id, now=now)


def _tell(kind: str, installment_id: int, *, occasion: str, now: datetime) -> None:
    installment = Installment.objects.select_related("plan").get(pk=installment_id)
    if booking := _paid_by(installment.plan):
        about = {"subject_id": installment.pk, "occasion": f"{installment.reference}{occasion}"}
        mail_customer(kind, booking, now=now, **about)


def _tell_of_access(kind: str, plan_id: int, *, now: datetime) -> None:
    """Once a day at most, however often it changes."""
    plan = Plan.objects.get(pk=plan_id)
    if booking := _paid_by(plan):
        mail_customer(kind, booking, now=now, subject_id=plan.pk, occasion=f"{now:%Y%m%d}")


def _paid_by(plan: Plan) -> Booking | None:
    return Booking.objects.select_related("organization", "customer", "variant").filter(order=plan.order_id).first()
