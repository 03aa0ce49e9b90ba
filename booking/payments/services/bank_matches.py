"""What becomes of the bank's entries: by themselves as far as a reference says it, by hand otherwise."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from booking.audit.services import record_change
from booking.billing.models import Order
from booking.core.errors import AlreadyDone, Invalid
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.payments.bank_rules import Meant, judge
from booking.payments.bank_selectors import meant_by, unmatched
from booking.payments.events import BankEntriesDue
from booking.payments.models import BankEntry, BankMatch, BankStatement, Payment
from booking.payments.services.receive import receive_money
from booking.payments.states import BANK_MOVES, BankStatus

BANK = "bank"


@transactional
def match_entries(statement: BankStatement, *, now: datetime) -> None:
    """Match the next entries of a file, as many as one short transaction may hold, and announce those after them.

    May run at the same time as others: what somebody matched meanwhile is seen under the lock of its order.
    """
    most = settings.BANK_ENTRIES_AT_A_TIME
    todo = list(unmatched(statement)[: most + 1])
    if len(todo) > most:
        publish(BankEntriesDue(statement_id=statement.pk), now=now)
    todo = todo[:most]
    meant = meant_by(todo)
    locked = _lock(meant.values())
    done = set(BankMatch.objects.filter(entry__in=todo).values_list("entry", flat=True))
    silent = []
    for entry in todo:
        if entry.pk in done:
            continue
        verdict = judge(entry, meant.get(entry.pk), covered=entry.is_covered)
        if verdict is None:
            _receive(entry, named=meant[entry.pk].payment, locked=locked, now=now)
        else:
            status, finding = verdict
            payment = meant[entry.pk].payment if entry.pk in meant else None
            silent.append(BankMatch(entry=entry, status=status, finding=finding, payment=payment, actor=BANK, at=now))
    # Without an order there is no lock to see others under; the unique key decides then.
    BankMatch.objects.bulk_create(silent, ignore_conflicts=True)


@transactional
def match_by_hand(match: BankMatch, *, payment: Payment, actor: str, now: datetime) -> BankMatch:
    """Staff say which payment an entry is for. Repeating it is quiet.

    Raises Invalid for money that went out and for another currency, AlreadyDone when it was matched to another one.
    """
    entry = match.entry
    if not entry.is_credit or entry.is_reversal:
        raise Invalid("Only money that came in can be matched.")
    if entry.currency != payment.currency:
        raise Invalid(f"This order is in {payment.currency}, and what came is in {entry.currency}.")
    locked = _lock([Meant(payment, is_certain=True)])
    match = BankMatch.objects.select_related("entry").get(pk=match.pk)
    if match.status == BankStatus.MATCHED and match.payment_id == payment.pk:
        return match
    _check_move(match, to=BankStatus.MATCHED)
    payments = locked.take(payment.order_id)
    received = receive_money(payments, named=_same(payments, payment), amount=entry.money, actor=actor, now=now)
    _move(
        match,
        to=BankStatus.MATCHED,
        actor=actor,
        now=now,
        finding=received.finding,
        payment=payment,
        received=received.payment,
    )
    return match


@transactional
def set_aside(match: BankMatch, *, actor: str, now: datetime) -> BankMatch:
    """Staff say that an entry is none of the bookings' business. Repeating it is quiet; it can still be matched."""
    if match.status != BankStatus.SET_ASIDE:
        _check_move(match, to=BankStatus.SET_ASIDE)
        _move(match, to=BankStatus.SET_ASIDE, actor=actor, now=now)
    return match


class _Locked:
    """Orders that are locked, and all payments of each as they are now."""

    def __init__(self, orders: dict[int, Order]):
        self._orders = orders
        self._known = self._read(orders)

    def take(self, order_id: int) -> list[Payment]:
        """Whoever takes them is about to change them, so the next who asks reads them anew."""
        return self._known.pop(order_id, None) or self._read([order_id])[order_id]

    def _read(self, ids: Iterable[int]) -> dict[int, list[Payment]]:
        found: dict[int, list[Payment]] = defaultdict(list)
        for payment in Payment.objects.filter(order__in=list(ids)).order_by("created_at", "pk"):
            payment.order = self._orders[payment.order_id]
            found[payment.order_id].append(payment)
        return found


def _lock(meant: Iterable[Meant]) -> _Locked:
    """The orders that are spoken of and all their payments, at once."""
    orders = {one.payment.order_id: one.payment.order for one in meant}
    rows = lock([*orders.values(), *Payment.objects.filter(order__in=list(orders))])
    return _Locked({order.pk: rows[order] for order in orders.values()})


def _same(payments: list[Payment], payment: Payment) -> Payment:
    return next(known for known in payments if known == payment)


def _receive(entry: BankEntry, *, named: Payment, locked: _Locked, now: datetime) -> None:
    payments = locked.take(named.order_id)
    own = _same(payments, named)
    received = receive_money(payments, named=own, amount=entry.money, actor=BANK, now=now)
    BankMatch.objects.create(
        entry=entry,
        status=BankStatus.MATCHED,
        finding=received.finding,
        payment=own,
        received=received.payment,
        actor=BANK,
        at=now,
    )


def _check_move(match: BankMatch, *, to: BankStatus) -> None:
    if to not in BANK_MOVES[match.status]:
        raise AlreadyDone(f"This entry is {match.get_status_display().lower()} already.")


def _move(match: BankMatch, *, to: BankStatus, actor: str, now: datetime, **changes: object) -> None:
    """Raises AlreadyDone when somebody else was faster."""
    was = match.status
    values = {"status": to, "actor": actor, "at": now, **changes}
    if not BankMatch.objects.filter(pk=match.pk, status=was).update(**values):
        raise AlreadyDone("Somebody else has just decided about this entry.")
    for name, value in values.items():
        setattr(match, name, value)
    record_change(
        actor=actor,
        action=f"bank_entry.{to}",
        subject_type="bank_entry",
        subject_reference=match.entry.reference,
        now=now,
        changes={"status": [was, to]},
    )
