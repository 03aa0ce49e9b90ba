"""Whether dates that need a minimum of people take place, decided as it stood at their deadline (CAT-11)."""

from datetime import datetime

from django.db.models import Q

from booking.core.errors import AlreadyDone
from booking.core.transactions import transactional
from booking.reservations.models import Seat
from booking.reservations.selectors import GONE
from booking.scheduling.models import Session
from booking.scheduling.services import call_off_run, call_off_session
from booking.scheduling.services.outlook import is_sold_whole, settle_outlook
from booking.scheduling.states import Outlook, SessionStatus

_MOST_PER_RUN = 200


def decide_due(*, now: datetime) -> int:
    """The sweep: decide the dates of the active organization whose deadline has passed; returns how many."""
    due = Session.objects.filter(decide_at__lte=now, outlook=Outlook.PENDING, status=SessionStatus.SCHEDULED)
    sessions = list(due.select_related("offering").order_by("decide_at", "starts_at", "pk")[:_MOST_PER_RUN])
    for session in sessions:
        decide_date(session, now=now)
    return len(sessions)


@transactional
def decide_date(session: Session, *, now: datetime) -> None:
    """Guarantee a date, call it off, or leave it to the studio, by those who had booked it at its deadline.

    However late it is decided. What has begun meanwhile is not called off any more. Quiet when it is decided already.
    """
    offering, session = session.offering, Session.objects.get(pk=session.pk)
    if session.outlook != Outlook.PENDING or session.status != SessionStatus.SCHEDULED:
        return
    by = {"actor": "system", "now": now}
    least = offering.least or 0
    if participants_at(session, moment=session.decide_at) >= least:
        outlook = Outlook.GUARANTEED
    elif offering.minimum.get("else") == "call_off" and session.starts_at > now:
        reason = f"fewer than {least} people have booked"
        if is_sold_whole(offering):
            call_off_run(offering, reason=reason, **by)
        else:
            call_off_session(session, reason=reason, **by)
        return
    else:
        outlook = Outlook.UNDECIDED
    try:
        settle_outlook(session, outlook=outlook, **by)
    except AlreadyDone:
        return


def participants_at(session: Session, *, moment: datetime) -> int:
    """Places that were booked at a moment, whatever became of them since."""
    confirmed = Seat.objects.filter(session=session, booking__confirmed_at__lte=moment)
    arrived = Q(seated_at=None) | Q(seated_at__lte=moment)
    still = ~Q(status__in=GONE) | Q(released_at__gt=moment) | Q(released_at=None, booking__ended_at__gt=moment)
    return confirmed.filter(arrived, still).count()
