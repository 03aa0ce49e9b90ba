from datetime import datetime

from django.db.models import F

from booking.core.locks import lock
from booking.core.transactions import require_transaction
from booking.credits.errors import NotEnoughCredits
from booking.credits.models import Entry, Lot, Wallet
from booking.credits.selectors import open_lots
from booking.credits.states import EntryKind


def spend(wallet: Wallet, *, unit: str, amount: int, purchase: str, actor: str, now: datetime) -> None:
    """Use so much of it for a purchase, what lapses first before the others. Repeating it for a purchase is quiet.

    Who uses or gives back does so last, after sessions and times: nobody waits in a circle, and a wallet is locked
    for a moment only. Raises NotEnoughCredits; then nothing was used.
    """
    move = Entry(kind=EntryKind.SPEND, source=f"spend:{purchase}", purchase=purchase, actor=actor, at=now)
    take_out(wallet, unit=unit, amount=amount, move=move, now=now)


def take_out(wallet: Wallet, *, unit: str, amount: int, move: Entry, now: datetime) -> None:
    """Take from lots in the order in which they lapse; `move` is what to write of each."""
    require_transaction()
    wallet = lock([wallet])[wallet]
    if Entry.objects.filter(wallet=wallet, source=move.source).exists():
        return
    lots = list(open_lots(wallet, now=now).filter(unit=unit))
    left = sum(lot.remaining for lot in lots)
    if left < amount:
        raise NotEnoughCredits(left=left)
    for lot in lots:
        part = min(amount, lot.remaining)
        if part:
            move_lot(lot, by=-part, move=move)
            amount -= part


def move_lot(lot: Lot, *, by: int, move: Entry) -> None:
    """Change what is left of a lot and write it down, as `move` says. The wallet must be locked."""
    Lot.objects.filter(pk=lot.pk).update(remaining=F("remaining") + by)
    Entry.objects.create(
        wallet_id=lot.wallet_id,
        lot=lot,
        delta=by,
        kind=move.kind,
        source=move.source,
        purchase=move.purchase,
        reason=move.reason,
        actor=move.actor,
        at=move.at,
    )
