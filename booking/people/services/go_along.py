from collections.abc import Iterable
from datetime import datetime

from booking.core.transactions import require_transaction
from booking.people.models import Connection, Instructor
from booking.people.services.connections import move_connection, request_connection
from booking.people.states import RANKS, Relation


def connect_as_before(
    customer_ids: Iterable[int], *, giver: Instructor, taker: Instructor, actor: str, reason: str, now: datetime
) -> int:
    """Let customers be to the taker at least what they are to the giver; for how many that changed something.

    Each gets a personal link of the taker's. What they are to the giver stays until somebody ends it.
    """
    require_transaction()
    known = Connection.objects.filter(instructor=giver, customer__in=list(customer_ids)).exclude(status=Relation.NONE)
    raised = 0
    for theirs in known.select_related("customer").order_by("pk"):
        was = Connection.objects.filter(instructor=taker, customer=theirs.customer).first()
        if RANKS[was.status if was else Relation.NONE] >= RANKS[theirs.status]:
            continue
        customer = theirs.customer
        own = was or request_connection(
            taker, name=customer.name, email=customer.email, language=theirs.language, now=now
        )
        if theirs.status != Relation.REQUESTED:
            move_connection(own, to=Relation(theirs.status), actor=actor, reason=reason, now=now)
        raised += 1
    return raised
