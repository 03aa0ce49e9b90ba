from datetime import datetime

from booking.audit.services import record_change
from booking.core.errors import Invalid
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.credits.models import Entry, Wallet
from booking.credits.services.grant import Grant, grant, open_wallet
from booking.credits.services.spend import take_out
from booking.credits.states import EntryKind
from booking.people.models import Customer


@transactional
def adjust_credits(customer: Customer, *, what: Grant, actor: str, now: datetime) -> Wallet:
    """Staff give a customer something, or take so much off for an amount below zero. Once for each source.

    Raises Invalid without a reason or an amount, NotEnoughCredits.
    """
    if not what.reason.strip():
        raise Invalid("Say why.", fields={"reason": ["is needed"]})
    if not what.amount:
        raise Invalid("Say how much.", fields={"amount": ["above or below zero"]})
    wallet = open_wallet(customer, now=now)
    lock([wallet])
    if Entry.objects.filter(wallet=wallet, source=what.source).exists():
        return wallet
    if what.amount > 0:
        grant(customer, what=what, actor=actor, now=now)
    else:
        move = Entry(kind=EntryKind.DEBIT, source=what.source, reason=what.reason[:300], actor=actor, at=now)
        take_out(wallet, unit=what.unit, amount=-what.amount, move=move, now=now)
    record_change(
        actor=actor,
        action="credits.granted" if what.amount > 0 else "credits.taken_off",
        subject_type="wallet",
        subject_reference=wallet.reference,
        now=now,
        reason=what.reason,
        changes={"unit": what.unit, "amount": what.amount},
    )
    return wallet
