from dataclasses import dataclass
from datetime import datetime

from booking.core.events import publish
from booking.core.locks import lock
from booking.core.rows import find_or_insert
from booking.core.sealing import seal
from booking.core.transactions import transactional
from booking.credits.codes import hash_code, new_code
from booking.credits.events import CreditsGranted
from booking.credits.models import Entry, Lot, Wallet
from booking.credits.selectors import WALLET_PURPOSE
from booking.credits.states import EntryKind
from booking.people.models import Customer


@dataclass(frozen=True, slots=True)
class Grant:
    """What comes in: how much of which unit, from what, until when."""

    unit: str
    amount: int
    source: str
    expires_at: datetime | None = None
    reason: str = ""


@transactional
def open_wallet(customer: Customer, *, now: datetime) -> Wallet:
    """The customer's, made with a code of its own on first sight."""
    code = new_code()
    wallet = Wallet(
        customer=customer,
        code_hash=hash_code(code, purpose=WALLET_PURPOSE),
        sealed_code=seal(code),
        opened_at=now,
    )
    return find_or_insert(wallet, by=("customer_id",))


@transactional
def grant(customer: Customer, *, what: Grant, actor: str, now: datetime) -> Lot:
    """Put something into a customer's wallet. Once for each source: repeating it answers with what is there."""
    wallet = open_wallet(customer, now=now)
    wallet = lock([wallet])[wallet]
    known = Lot.objects.filter(source=what.source).first()
    return known or put_in(wallet, what=what, kind=EntryKind.GRANT, purchase="", actor=actor, now=now)


def put_in(wallet: Wallet, *, what: Grant, kind: EntryKind, purchase: str, actor: str, now: datetime) -> Lot:
    """A new lot with its first entry. The wallet must be locked."""
    lot = Lot.objects.create(
        wallet=wallet,
        unit=what.unit,
        granted=what.amount,
        remaining=what.amount,
        source=what.source,
        granted_at=now,
        expires_at=what.expires_at,
    )
    Entry.objects.create(
        wallet=wallet,
        lot=lot,
        kind=kind,
        delta=what.amount,
        source=what.source,
        purchase=purchase,
        reason=what.reason[:300],
        actor=actor,
        at=now,
    )
    publish(CreditsGranted(lot_id=lot.pk), now=now)
    return lot
