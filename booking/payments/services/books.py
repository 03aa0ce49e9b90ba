"""Credit notes and journal, brought up to what orders, payments and refunds say; nothing is done twice."""

from datetime import datetime

from booking.accounts.models import Organization
from booking.billing.chart import RECEIVABLES, REFUNDS_PAYABLE, Move, cash_account
from booking.billing.models import Document, JournalEntry, Order
from booking.billing.selectors import invoiced_in
from booking.billing.services import issue_credit_note, post
from booking.billing.states import DocumentKind
from booking.core.locks import lock
from booking.core.rows import select_along
from booking.core.transactions import transactional
from booking.payments.models import Payment, Refund
from booking.payments.selectors import claim_on, payments_of
from booking.payments.states import PaymentStatus, RefundStatus


@transactional
def keep_books(order: Order, *, organization: Organization, now: datetime) -> None:
    """Credit what is no longer claimed of an invoice, and book payments and refunds, each once.

    Looks at what is there now, so it may be called after anything that moved money, in any order and repeatedly.
    """
    order = lock([order])[order]
    order.organization = organization
    payments = payments_of(order)
    _correct(order, payments=payments, now=now)
    for payment in payments:
        if payment.status == PaymentStatus.COMPLETED:
            _book_payment(payment, now=now)
    paid = [payment.pk for payment in payments if payment.status == PaymentStatus.COMPLETED]
    by_key = {payment.pk: payment for payment in payments}
    for refund in select_along(Refund, {"payment": paid}, along=[]):
        _book_refund(refund, payment=by_key[refund.payment_id], now=now)


def _correct(order: Order, *, payments: list[Payment], now: datetime) -> None:
    """A credit note when the invoice asks for more than is claimed."""
    documents = list(Document.objects.filter(order=order))
    invoice = next((document for document in documents if document.kind == DocumentKind.INVOICE), None)
    if invoice is None:
        return
    too_much = invoiced_in(documents, currency=order.currency) - claim_on(order, payments=payments)
    if too_much.minor > 0:
        issue_credit_note(invoice, organization=order.organization, by=too_much, now=now)


def _book_payment(payment: Payment, *, now: datetime) -> None:
    post(
        f"payment:{payment.reference}",
        order=payment.order,
        organization=payment.organization,
        text=f"Payment {payment.reference}",
        moves=[Move(cash_account(payment.provider), RECEIVABLES, payment.amount)],
        now=now,
    )


def _book_refund(refund: Refund, *, payment: Payment, now: datetime) -> None:
    """What is owed back, that it failed, and that it was paid out. One that is tried again is owed again."""
    sources = JournalEntry.objects.filter(source__startswith=f"refund:{refund.pk}:").values_list("source", flat=True)
    owed, failed = (sum(source.split(":")[2] == name for source in sources) for name in ("owed", "failed"))
    cash = cash_account(payment.provider)
    moves = {
        "owed": Move(RECEIVABLES, REFUNDS_PAYABLE, refund.amount),
        "failed": Move(REFUNDS_PAYABLE, RECEIVABLES, refund.amount),
        "paid": Move(REFUNDS_PAYABLE, cash, refund.amount),
    }
    steps = []
    if refund.status != RefundStatus.FAILED and owed == failed:
        steps.append(("owed", owed + 1))
    if refund.status == RefundStatus.FAILED and owed > failed:
        steps.append(("failed", failed + 1))
    if refund.status == RefundStatus.COMPLETED:
        steps.append(("paid", 1))
    for name, number in steps:
        post(
            f"refund:{refund.pk}:{name}:{number}",
            order=payment.order,
            organization=payment.organization,
            text=f"Refund of payment {payment.reference}, {name}",
            moves=[moves[name]],
            now=now,
        )
