from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from booking.core.locks import lock
from booking.core.transactions import require_transaction
from booking.credits.models import Entry, Lot
from booking.credits.services.grant import Grant, put_in
from booking.credits.services.spend import move_lot
from booking.credits.states import EntryKind


def give_back(purchase: str, *, in_all: int, reason: str, actor: str, now: datetime) -> int:
    """Give back of what a purchase has used until it is so much in all; how much that was. Repeating it is quiet.

    It returns to the lots it came from, what lapses last before the others. What has lapsed since can be used for
    settings.RETURNED_CREDITS_DAYS more: nobody loses by a date that was called off.
    """
    require_transaction()
    first = Entry.objects.filter(purchase=purchase).select_related("wallet").first()
    if first is None:
        return 0
    wallet = lock([first.wallet])[first.wallet]
    entries = list(Entry.objects.filter(purchase=purchase).select_related("lot").order_by("pk"))
    used = -sum(entry.delta for entry in entries if entry.kind == EntryKind.SPEND)
    back = sum(entry.delta for entry in entries if entry.kind == EntryKind.RETURN)
    left = due = max(0, min(in_all, used) - back)
    for lot, out in _still_out(entries):
        part = min(left, out)
        if part:
            source = f"return:{purchase}:{back}:{lot.pk}"
            move = Entry(
                kind=EntryKind.RETURN, source=source, purchase=purchase, reason=reason[:300], actor=actor, at=now
            )
            if lot.is_open(now):
                move_lot(lot, by=part, move=move)
            else:
                until = now + timedelta(days=settings.RETURNED_CREDITS_DAYS)
                what = Grant(lot.unit, part, source=source, expires_at=until, reason=reason)
                put_in(wallet, what=what, kind=EntryKind.RETURN, purchase=purchase, actor=actor, now=now)
            left -= part
    return due


def _still_out(entries: Iterable[Entry]) -> list[tuple[Lot, int]]:
    """The lots of a purchase with what it still has of each, those that never lapse before the others."""
    out: dict[Lot, int] = {}
    for entry in entries:
        out[entry.lot] = out.get(entry.lot, 0) - entry.delta
    owing = [(lot, amount) for lot, amount in out.items() if amount > 0]
    never = [pair for pair in owing if pair[0].expires_at is None]
    return never + sorted((p for p in owing if p[0].expires_at), key=lambda pair: pair[0].expires_at, reverse=True)
