"""The papers of a purchase: its invoices and credit notes, and a receipt for each payment that came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from booking.accounts.models import Organization
from booking.billing.models import Document
from booking.billing.paper import Received, Standing, document_pdf, receipt_pdf
from booking.billing.selectors import documents_about, lines_of
from booking.billing.states import DocumentKind
from booking.core.errors import NotFound
from booking.core.money import Money
from booking.core.timezones import local_date
from booking.payments.models import Payment
from booking.payments.providers import registry as providers
from booking.payments.selectors import bill_for, claim_on, latest_of, paid_in, payments_of
from booking.payments.states import PaymentStatus

_RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Paper:
    """One that can be had. `kind` is invoice, credit_note or receipt; `number` names it among those of the purchase."""

    kind: str
    number: str
    label: str
    on: date
    money: Money
    due_on: date | None = None

    @property
    def file_name(self) -> str:
        return f"{self.kind.replace('_', '-')}-{self.number}.pdf"


def papers_about(subject: str, *, organization: Organization) -> list[Paper]:
    """In the order they came, of what has this reference; two queries."""
    documents = documents_about(subject)
    papers = [(document.issued_at, _paper_of_document(document)) for document in documents]
    for payment in _payments_on(documents):
        papers.append((payment.completed_at, _paper_of_payment(payment, organization=organization)))
    return [paper for _, paper in sorted(papers, key=lambda pair: pair[0])]


def print_paper(subject: str, *, number: str, organization: Organization) -> tuple[Paper, bytes]:
    """One of them with its PDF. Raises NotFound for a number that is not among them."""
    documents = documents_about(subject)
    for document in documents:
        if document.number == number:
            return _paper_of_document(document), _print_document(document, organization=organization)
    for payment in _payments_on(documents):
        if payment.reference == number:
            invoice = next(document for document in documents if document.order_id == payment.order_id)
            paper = _paper_of_payment(payment, organization=organization)
            received = Received(number, method_of(payment.provider), payment.money, payment.completed_at, paper.on)
            return paper, receipt_pdf(received, invoice=invoice, organization=organization)
    raise NotFound()


def method_of(provider: str) -> str:
    """The way to pay, in words; the name of one that is not there any more."""
    return str(providers.get(provider).label) if provider in providers else provider


def _payments_on(documents: Sequence[Document]) -> list[Payment]:
    """What was paid for these, in the order it came."""
    orders = {document.order_id for document in documents}
    if not orders:
        return []
    paid = Payment.objects.filter(order__in=orders, status=PaymentStatus.COMPLETED)
    return list(paid.order_by("completed_at", "pk"))


def _paper_of_document(document: Document) -> Paper:
    label = gettext("Invoice") if document.kind == DocumentKind.INVOICE else gettext("Credit note")
    money = document.total_money
    return Paper(document.kind, document.number, label, document.issued_on, money, document.due_on)


def _paper_of_payment(payment: Payment, *, organization: Organization) -> Paper:
    day = local_date(payment.completed_at, organization.timezone)
    return Paper(_RECEIPT, payment.reference, gettext("Receipt"), day, payment.money)


def _print_document(document: Document, *, organization: Organization) -> bytes:
    standing = _standing_of(document, organization=organization)
    return document_pdf(document, lines=lines_of(document), organization=organization, standing=standing)


def _standing_of(document: Document, *, organization: Organization) -> Standing:
    order = document.order
    order.organization = organization
    payments = payments_of(order)
    kept = paid_in(payments, currency=order.currency)
    due = claim_on(order, payments=payments) - kept
    if due.minor > 0:
        return _asking(latest_of(payments), due=due, language=document.language)
    paid_at = [payment.completed_at for payment in payments if payment.status == PaymentStatus.COMPLETED]
    paid_on = local_date(max(paid_at), organization.timezone) if paid_at and kept else None
    return Standing(Money(0, order.currency), paid_on=paid_on)


def _asking(payment: Payment | None, *, due: Money, language: str) -> Standing:
    """How the payment that is waited for is made: by a slip, if there is one for it, or by its details."""
    bill = bill_for(payment)
    if bill is not None:
        return Standing(due, slip=bill.slip(language))
    is_waiting = payment is not None and payment.status == PaymentStatus.PENDING and payment.provider in providers
    details = providers.get(payment.provider)().instructions(payment) if is_waiting else {}
    return Standing(due, details=tuple(details.items()))
