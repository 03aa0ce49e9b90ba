"""Orders and documents add up, numbers have no gaps, and the journal has every document."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BigIntegerField, Case, Count, F, Max, Model, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Concat

from booking.billing.chart import RECEIVABLES
from booking.billing.models import Document, JournalEntry, Order, Posting, Sequence
from booking.billing.states import DocumentKind
from booking.core.consistency import Fault, registry
from booking.core.tenancy import active_organization_id


@registry.register("order_total")
def order_totals(now: datetime) -> Iterator[Fault]:
    """The total is the sum of the lines, and of their tax where it comes on top."""
    orders = (
        Order.objects.annotate(net=Coalesce(Sum("lines__total"), Value(0)), tax=Coalesce(Sum("lines__tax"), Value(0)))
        .annotate(lines_total=Case(When(tax_included=True, then=F("net")), default=F("net") + F("tax")))
        .exclude(total=F("lines_total"))
    )
    for order in orders.iterator():
        yield Fault(f"order {order.reference}", f"a total of {order.lines_total}, as its lines say", f"{order.total}")


@registry.register("document_sums")
def document_sums(now: datetime) -> Iterator[Fault]:
    """A document is the sum of its lines, with their tax, and of an invoice no more is credited than it asks for."""
    documents = Document.objects.annotate(
        lines_total=Coalesce(Sum("lines__total"), 0), lines_tax=Coalesce(Sum("lines__tax"), 0)
    )
    wanted = Case(When(tax_included=True, then=F("lines_total")), default=F("lines_total") + F("lines_tax"))
    for document in documents.annotate(wanted=wanted).exclude(total=F("wanted"), tax=F("lines_tax")).iterator():
        yield Fault(f"document {document}", f"{document.wanted} with {document.lines_tax} of tax", f"{document.total}")
    credited = _sum(Document._base_manager.filter(corrects=OuterRef("pk")), of="total", by="corrects")
    for invoice in Document.objects.annotate(credited=credited).filter(credited__gt=F("total")).iterator():
        yield Fault(f"document {invoice}", f"at most {invoice.total} credited", f"{invoice.credited}")


@registry.register("document_numbers")
def document_numbers(now: datetime) -> Iterator[Fault]:
    """Of each kind and year every number up to the last was given, once."""
    given = Document.objects.values("kind", "year").annotate(count=Count("pk"), highest=Max("place")).order_by()
    found = {(row["kind"], row["year"]): (row["count"], row["highest"]) for row in given}
    kept = {(row.kind, row.year): row.last for row in Sequence.objects.all()}
    for kind, year in sorted(found.keys() | kept.keys()):
        last, (count, highest) = kept.get((kind, year), 0), found.get((kind, year), (0, 0))
        if not last == count == highest:
            yield Fault(f"{kind} numbers of {year}", f"1 to {last} without gaps", f"{count}, up to {highest}")


@registry.register("booked_document")
def booked_documents(now: datetime) -> Iterator[Fault]:
    """The journal has each document with its total, under its name."""
    source = Concat("kind", Value(":"), "number")
    sides = {DocumentKind.INVOICE: ("debit", "credit"), DocumentKind.CREDIT_NOTE: ("credit", "debit")}
    for kind, (more, less) in sides.items():
        documents = Document.objects.filter(kind=kind).annotate(source=source)
        booked = _booked(more, source=OuterRef("source")) - _booked(less, source=OuterRef("source"))
        for document in documents.annotate(booked=booked).exclude(total=F("booked")).iterator():
            yield Fault(f"document {document}", f"{document.total} in the journal", f"{document.booked}")


@registry.register("empty_entry")
def empty_entries(now: datetime) -> Iterator[Fault]:
    """An entry of the journal has postings, all in the currency of its order."""
    for entry in JournalEntry.objects.filter(postings=None).iterator():
        yield Fault(f"entry {entry}", "postings", "none")
    strange = Posting.objects.exclude(currency=F("entry__order__currency")).select_related("entry__order")
    for posting in strange.iterator():
        yield Fault(f"entry {posting.entry}", posting.entry.order.currency, posting.currency)


def _booked(side: str, *, source: OuterRef) -> Coalesce:
    """What an entry moves on this side of the receivables; its source is found by its key."""
    mine = {"entry__organization": active_organization_id(), "entry__source": source}
    postings = Posting._base_manager.filter(**mine, **{side: RECEIVABLES})
    return _sum(postings, of="amount", by=side)


def _sum(rows: QuerySet[Model], *, of: str, by: str) -> Coalesce:
    total = rows.order_by().values(by).annotate(sum=Sum(of)).values("sum")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))
