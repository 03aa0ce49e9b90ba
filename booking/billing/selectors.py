"""What documents and the journal say."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet, Sum

from booking.billing.chart import DEBIT, grows_on
from booking.billing.models import Document, DocumentLine, JournalEntry, Order, Posting
from booking.billing.states import DocumentKind
from booking.core.money import Money


def documents_about(subject: str) -> list[Document]:
    """Invoices and credit notes of what has this reference, in the order they were issued."""
    return list(Document.objects.filter(subject=subject).order_by("issued_at", "pk"))


def invoice_of(order: Order) -> Document | None:
    return Document.objects.filter(order=order, kind=DocumentKind.INVOICE).first()


def lines_of(document: Document) -> list[DocumentLine]:
    return list(document.lines.order_by("position"))


def invoiced_in(documents: Sequence[Document], *, currency: str) -> Money:
    """What invoices ask for, less what credit notes took off."""
    signs = {DocumentKind.INVOICE: 1, DocumentKind.CREDIT_NOTE: -1}
    return Money(sum(signs[document.kind] * document.total for document in documents), currency)


def balances(postings: QuerySet[Posting] | None = None) -> dict[tuple[str, str], int]:
    """By account and currency, each on the side on which it grows; of these postings, or of all. Two queries."""
    postings = Posting.objects.all() if postings is None else postings
    sums: Counter[tuple[str, str]] = Counter()
    for side, sign in (("debit", 1), ("credit", -1)):
        for account, currency, total in postings.values_list(side, "currency").annotate(sum=Sum("amount")).order_by():
            sums[account, currency] += sign * total
    return {
        (account, currency): total if grows_on(account) == DEBIT else -total
        for (account, currency), total in sorted(sums.items())
    }


def balances_of_order(order: Order) -> dict[str, int]:
    """By account, in the order's currency."""
    found = balances(Posting.objects.filter(entry__order=order))
    return {account: total for (account, _currency), total in found.items()}


def journal(*, first: date, last: date) -> QuerySet[Posting]:
    """The postings of a period, both days included, as they were booked."""
    entries = JournalEntry.objects.filter(booked_on__range=(first, last))
    postings = Posting.objects.filter(entry__in=entries).select_related("entry__order")
    return postings.order_by("entry__booked_on", "entry_id", "pk")
