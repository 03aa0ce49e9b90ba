"""Fees for not coming, as attendance says, and what customers are told of them."""

from datetime import datetime

from booking.core.events import after
from booking.notifications.kinds import NotificationKind, registry
from booking.notifications.times import describe_start
from booking.payments.selectors import latest_payment
from booking.reservations.events import FeeCharged, FeeWaived, SeatNoted, SessionCompleted
from booking.reservations.mail_facts import booking_facts, instructions_for
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.services import note_absences
from booking.reservations.states import FeeStatus
from booking.reservations.telling import mail_customer
from booking.scheduling.models import Session


class FeeKindOfMail(NotificationKind):
    """To the customer; the subject is the fee. The reason holds while it has the status that the mail tells of."""

    statuses: tuple[FeeStatus, ...]

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Fee.objects.filter(pk=subject_id, status__in=self.statuses).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        fee = Fee.objects.select_related("session", "order__organization").get(pk=subject_id)
        related = ("organization", "offering", "variant", "customer", "order")
        booking = Booking.objects.select_related(*related).get(pk=fee.booking_id)
        return {
            **booking_facts(booking),
            "amount": str(fee.money),
            "missed": describe_start(fee.session.starts_at, timezone=booking.timezone),
            "due": describe_start(fee.due_at, timezone=booking.timezone) if fee.due_at else "",
            "is_spared": fee.status == FeeStatus.SPARED,
            "instructions": instructions_for(latest_payment(fee.order)) if fee.order else (),
        }


@registry.register("fee_noted")
class FeeNotedMail(FeeKindOfMail):
    """You were missed: what that costs and when, or that it costs nothing this time."""

    name = "fee_noted"
    statuses = (FeeStatus.PENDING, FeeStatus.SPARED)


@registry.register("fee_charged")
class FeeChargedMail(FeeKindOfMail):
    """Nobody waived it: how to pay."""

    name = "fee_charged"
    statuses = (FeeStatus.CHARGED,)


@registry.register("fee_waived")
class FeeWaivedMail(FeeKindOfMail):
    """Nothing is asked for."""

    name = "fee_waived"
    statuses = (FeeStatus.WAIVED,)


@after(SessionCompleted)
def note_fees_of_session(event: SessionCompleted, now: datetime) -> None:
    session = Session.objects.get(pk=event.session_id)
    _tell(note_absences(session, now=now), session=session, now=now)


@after(SeatNoted)
def note_fee_of_seat(event: SeatNoted, now: datetime) -> None:
    seat = Seat.objects.select_related("session").get(pk=event.seat_id)
    _tell(note_absences(seat.session, bookings=[seat.booking_id], now=now), session=seat.session, now=now)


@after(FeeCharged)
def tell_of_charge(event: FeeCharged, now: datetime) -> None:
    """What cancelling late costs is told with the cancellation."""
    for fee in Fee.objects.filter(order=event.order_id):
        _mail(FeeChargedMail.name, fee, now=now)


@after(FeeWaived)
def tell_of_waiver(event: FeeWaived, now: datetime) -> None:
    _mail(FeeWaivedMail.name, Fee.objects.get(pk=event.fee_id), now=now)


def _tell(fees: list[Fee], *, session: Session, now: datetime) -> None:
    """Once it is over: until then somebody who was noted by mistake, or comes late, need not hear of it."""
    for fee in fees:
        _mail(FeeNotedMail.name, fee, now=max(now, session.ends_at))


def _mail(kind: str, fee: Fee, *, now: datetime) -> None:
    booking = Booking.objects.select_related("organization", "customer").get(pk=fee.booking_id)
    mail_customer(kind, booking, now=now, occasion=f"{fee.reference}:{fee.arose_at:%Y%m%dT%H%M%S}", subject_id=fee.pk)
