from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum

from booking.core.sealing import unseal
from booking.credits.codes import hash_code, in_groups
from booking.credits.models import Entry, Lot, Wallet
from booking.credits.states import CREDIT, EntryKind
from booking.people.models import Customer

WALLET_PURPOSE = "wallet"
_LAPSING_FIRST = F("expires_at").asc(nulls_last=True)


def wallet_behind(code: str) -> Wallet | None:
    """Whose code it is; nobody's for what is no code."""
    return Wallet.objects.filter(code_hash=hash_code(code, purpose=WALLET_PURPOSE)).first() if code else None


def wallet_of(customer: Customer) -> Wallet | None:
    """Nobody has one before something came in."""
    return Wallet.objects.filter(customer=customer).first()


def code_of(wallet: Wallet) -> str:
    """For whoever it belongs to, in groups. Raises CannotUnseal."""
    return in_groups(str(unseal(wallet.sealed_code)))


def open_lots(wallet: Wallet, *, now: datetime) -> QuerySet[Lot]:
    """Those with something left that has not lapsed, what lapses first before the others."""
    return Lot.objects.filter(_is_open(now), wallet=wallet, remaining__gt=0).order_by(_LAPSING_FIRST, "pk")


def _is_open(now: datetime) -> Q:
    return Q(expires_at=None) | Q(expires_at__gt=now)


def balance_of(wallet: Wallet, *, unit: str, now: datetime) -> int:
    """What can be used now."""
    return open_lots(wallet, now=now).filter(unit=unit).aggregate(left=Sum("remaining"))["left"] or 0


def credits_in(wallets: Iterable[Wallet], *, now: datetime) -> dict[int, int]:
    """What can be used now of each, by its key; one query."""
    lots = Lot.objects.filter(_is_open(now), wallet__in=list(wallets), unit=CREDIT, remaining__gt=0)
    return dict(lots.values_list("wallet").annotate(left=Sum("remaining")))


def used_for(purchase: str) -> int:
    """How much a purchase has used, whatever was given back of it since."""
    spent = Entry.objects.filter(purchase=purchase, kind=EntryKind.SPEND)
    return -(spent.aggregate(moved=Sum("delta"))["moved"] or 0)


def history_of(wallet: Wallet) -> QuerySet[Entry]:
    """All that moved it, the newest first."""
    return Entry.objects.filter(wallet=wallet).select_related("lot").order_by("-at", "-pk")
