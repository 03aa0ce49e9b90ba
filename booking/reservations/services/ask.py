from datetime import datetime

from booking.core.errors import Invalid
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.rows import insert
from booking.core.transactions import transactional
from booking.reservations.events import MessageWritten
from booking.reservations.models import Booking, RequestMessage
from booking.reservations.selectors import kept_sessions_of
from booking.reservations.services.approve import refuse_unless_waiting
from booking.reservations.services.prolong import prolong_request
from booking.reservations.states import Side

_LONGEST = 2000


@transactional
def write_message(booking: Booking, *, text: str, side: Side, actor: str, now: datetime) -> Booking:
    """Ask the other side something about a request, or answer them; they get time to reply.

    The same words again are quiet. Raises Invalid for none or too many, AlreadyDone when nobody waits any more.
    """
    text = text.strip()
    if not 1 <= len(text) <= _LONGEST:
        raise Invalid(fields={"text": [f"Write 1 to {_LONGEST} characters."]})
    sessions = kept_sessions_of(booking)
    fresh = lock([booking])[booking]
    refuse_unless_waiting(fresh, now=now)
    last = RequestMessage.objects.filter(booking=fresh).order_by("-written_at", "-pk").first()
    if last is not None and (last.side, last.text) == (side, text):
        return fresh
    message = RequestMessage(booking=fresh, side=side, actor=actor, text=text, written_at=now)
    insert(message)
    prolong_request(fresh, sessions=sessions, now=now)
    publish(MessageWritten(booking_id=fresh.pk, message_id=message.pk, side=side), now=now)
    return fresh
