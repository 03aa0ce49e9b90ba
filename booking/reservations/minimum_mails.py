"""What people are told once it is decided whether a date takes place."""

from datetime import datetime

from booking.accounts.selectors import managers
from booking.core.events import after
from booking.notifications.kinds import NotificationKind, registry
from booking.notifications.links import absolute_url
from booking.notifications.services import queue_message
from booking.reservations.changing import STANDING
from booking.reservations.mail_facts import booking_facts, session_facts_at_venue
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import GONE
from booking.reservations.telling import mail_customer
from booking.scheduling.events import SessionGuaranteed, SessionUndecided
from booking.scheduling.models import Session
from booking.scheduling.selectors import venue_of, with_people
from booking.scheduling.states import Outlook, SessionStatus


@registry.register("date_guaranteed")
class DateGuaranteedMail(NotificationKind):
    """To each customer: it takes place. The subject is the booking's first seat in the date."""

    name = "date_guaranteed"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        seats = Seat.objects.filter(pk=subject_id, booking__status__in=STANDING).exclude(status__in=GONE)
        return seats.filter(session__outlook=Outlook.GUARANTEED, session__status=SessionStatus.SCHEDULED).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        related = ("organization", "offering", "variant", "customer", "order")
        return booking_facts(Booking.objects.select_related(*related).get(seats=subject_id))


@registry.register("date_undecided")
class DateUndecidedMail(NotificationKind):
    """To the managers: too few people come, and they wanted to decide themselves. The subject is the session."""

    name = "date_undecided"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        undecided = {"outlook": Outlook.UNDECIDED, "status": SessionStatus.SCHEDULED}
        return Session.objects.filter(pk=subject_id, **undecided).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        [session] = with_people(Session.objects.filter(pk=subject_id).select_related("offering", "organization"))
        [fact] = session_facts_at_venue([session], venue=venue_of(session.offering))
        seats = Seat.objects.filter(session=session, booking__status__in=STANDING).exclude(status__in=GONE)
        path = f"/admin/studio/sessions/{session.reference}/"
        return {
            "offering": session.offering,
            "session": fact,
            "places": seats.count(),
            "least": session.offering.least,
            "desk_url": absolute_url(session.organization, path),
        }


@after(SessionGuaranteed)
def tell_of_guarantee(event: SessionGuaranteed, now: datetime) -> None:
    """Once per booking, however many of its dates were decided at that moment."""
    seats = Seat.objects.filter(session=event.session_id, number=1, booking__status__in=STANDING)
    for seat in seats.exclude(status__in=GONE).select_related("booking").order_by("pk"):
        about = {"occasion": event.happened_at, "subject_id": seat.pk}
        mail_customer(DateGuaranteedMail.name, seat.booking, now=now, **about)


@after(SessionUndecided)
def ask_managers(event: SessionUndecided, now: datetime) -> None:
    session = Session.objects.select_related("organization").get(pk=event.session_id)
    for user in managers():
        queue_message(
            DateUndecidedMail.name,
            recipient=user.email,
            subject_id=session.pk,
            effect=f"{DateUndecidedMail.name}:{session.reference}:{event.happened_at}:{user.pk}",
            language=session.organization.language_code,
            due_at=now,
            now=now,
        )
