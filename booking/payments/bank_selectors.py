"""What the bank's entries speak of, and what is still to be decided."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.billing.models import Order
from booking.core.codes import ALPHABET, REFERENCE_LENGTH
from booking.core.errors import NotFound
from booking.payments.bank_rules import Meant
from booking.payments.models import BankEntry, BankMatch, BankStatement, Payment
from booking.payments.providers import registry
from booking.payments.references import codes_in, payment_code
from booking.payments.selectors import latest_of
from booking.payments.states import BankStatus, PaymentStatus

_WORD = re.compile(rf"(?<![0-9A-Z])[{ALPHABET}]{{{REFERENCE_LENGTH}}}(?![0-9A-Z])")


def unmatched(statement: BankStatement) -> QuerySet[BankEntry]:
    """The entries of a file that nothing has become of yet, in its order, each with whether others tell it in detail.

    What one file tells as a sum only, another may tell payment by payment: whichever was booked first counts, and the
    other is covered.
    """
    others = BankEntry.objects.filter(entry_id=OuterRef("entry_id"), is_credit=OuterRef("is_credit"))
    others = others.filter(is_reversal=OuterRef("is_reversal")).exclude(entry_id="")
    details, sums = others.filter(is_told=True), others.filter(is_told=False, match__status=BankStatus.MATCHED)
    covered = Q(is_told=False) & Exists(details) | Q(is_told=True) & Exists(sums)
    return statement.entries.filter(match=None).annotate(is_covered=covered).order_by("pk")


def meant_by(entries: Sequence[BankEntry]) -> dict[int, Meant]:
    """The payments that entries speak of, with their orders, by the entries' keys; four queries at most."""
    codes = {entry.pk: _codes(entry) for entry in entries if entry.is_credit or entry.is_reversal}
    known = _payments(reference__in={code for found in codes.values() for code in found})
    by_code = {payment.reference: payment for payment in known}
    meant = {}
    for key, found in codes.items():
        payments = [by_code[code] for code in found if code in by_code]
        if len(payments) == 1:
            meant[key] = Meant(payments[0], is_certain=True)
    return meant | _by_words([entry for entry in entries if entry.pk in codes and entry.pk not in meant])


def open_transfers() -> QuerySet[Payment]:
    """What staff wait for, the oldest first, with order and customer."""
    by_hand = [name for name in registry.names() if registry.get(name).is_by_hand]
    waiting = Payment.objects.filter(status=PaymentStatus.PENDING, provider__in=by_hand)
    return waiting.select_related("order__customer").order_by("created_at", "pk")


def payments_like(entry: BankEntry) -> QuerySet[Payment]:
    """What staff wait for of just this amount, for whoever has to choose."""
    return open_transfers().filter(amount=entry.amount, currency=entry.currency)


def statements() -> QuerySet[BankStatement]:
    """The newest first."""
    return BankStatement.objects.order_by("-at", "-pk")


def matches_of(statement: BankStatement) -> QuerySet[BankMatch]:
    """In the file's order."""
    found = BankMatch.objects.filter(entry__statement=statement).order_by("entry")
    return found.select_related("entry", "payment__order__customer", "received")


def undecided() -> QuerySet[BankMatch]:
    """Of all files, the oldest first."""
    found = BankMatch.objects.filter(status=BankStatus.UNDECIDED).order_by("entry__booked_on", "entry")
    return found.select_related("entry__statement", "payment__order__customer")


def find_match(reference: str) -> BankMatch:
    """By the reference of its entry. Raises NotFound."""
    found = BankMatch.objects.filter(entry__reference=reference).select_related(
        "entry__statement", "payment__order__customer"
    )
    match = found.first()
    if match is None:
        raise NotFound("There is no such entry.")
    return match


def find_statement(reference: str) -> BankStatement:
    """Raises NotFound."""
    statement = BankStatement.objects.filter(reference=reference).first()
    if statement is None:
        raise NotFound("There is no such file.")
    return statement


def find_payable(code: str) -> Payment:
    """The payment to book money on, by what somebody typed: a bank reference, or the code of a payment or an order.

    Raises NotFound.
    """
    plain = "".join(code.split()).upper()
    known = payment_code(plain) or plain
    payment = next(iter(_payments(reference__in={known})), None) or _latest_by_order([known]).get(known)
    if payment is None:
        raise NotFound("There is no such payment.")
    return payment


def _codes(entry: BankEntry) -> list[str]:
    code = payment_code(entry.said_reference)
    return [code] if code else codes_in(f"{entry.said_reference} {entry.text}")


def _by_words(entries: Iterable[BankEntry]) -> dict[int, Meant]:
    """Orders that are named in what the payer wrote: no check digits stand behind them."""
    words = {entry.pk: set(_WORD.findall(f"{entry.said_reference} {entry.text}".upper())) for entry in entries}
    latest = _latest_by_order({word for found in words.values() for word in found})
    meant = {}
    for key, found in words.items():
        named = [latest[word] for word in found if word in latest]
        if len(named) == 1:
            meant[key] = Meant(named[0], is_certain=False)
    return meant


def _latest_by_order(references: Iterable[str]) -> dict[str, Payment]:
    wanted = set(references)
    if not wanted:
        return {}
    payments: dict[str, list[Payment]] = {}
    orders = Order.objects.filter(reference__in=wanted).values("pk")
    for payment in _payments(order__in=orders):
        payments.setdefault(payment.order.reference, []).append(payment)
    return {reference: latest_of(found) for reference, found in payments.items()}


def _payments(**where: object) -> list[Payment]:
    found = Payment.objects.filter(**where).select_related("order__customer")
    return list(found.order_by("created_at", "pk"))
