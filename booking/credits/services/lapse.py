from datetime import datetime

from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.credits.models import Entry, Lot
from booking.credits.services.spend import move_lot
from booking.credits.states import EntryKind

_MOST_PER_RUN = 200


def lapse_due(*, now: datetime) -> int:
    """Write down what has lapsed in the active organization; nobody could use it any more. How many lots it were."""
    lots = list(_lapsed(now=now)[:_MOST_PER_RUN])
    for lot in lots:
        _lapse(lot, now=now)
    return len(lots)


def _lapsed(*, now: datetime):
    return Lot.objects.filter(expires_at__lte=now, remaining__gt=0).select_related("wallet").order_by("pk")


@transactional
def _lapse(lot: Lot, *, now: datetime) -> None:
    """Quiet when nothing is left by now."""
    lock([lot.wallet])
    lot = Lot.objects.get(pk=lot.pk)
    if lot.remaining:
        move = Entry(kind=EntryKind.LAPSE, source="lapse", actor="system", at=now)
        move_lot(lot, by=-lot.remaining, move=move)
