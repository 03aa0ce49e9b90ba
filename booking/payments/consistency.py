"""Orders, their parts, payments, refunds, documents and the journal agree."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Substr

from booking.accounts.models import Organization
from booking.billing.chart import REFUNDS_PAYABLE
from booking.billing.models import Document, JournalEntry, Order, Posting
from booking.billing.states import DocumentKind, OrderStatus
from booking.core.consistency import Fault, registry
from booking.core.models import Delivery
from booking.core.tenancy import active_organization_id
from booking.payments.models import BankMatch, Installment, Payment, Plan, ProviderAccount, Refund
from booking.payments.rules import claim_of
from booking.payments.states import WAITING, PaymentStatus, RefundStatus


@registry.register("paid_order")
def paid_orders(now: datetime) -> Iterator[Fault]:
    """An order counts as paid when its payments cover it, and only then; more than it asks for goes back."""
    completed = Payment._base_manager.filter(status=PaymentStatus.COMPLETED)
    returned = Refund._base_manager.exclude(status=RefundStatus.FAILED)
    orders = Order.objects.annotate(
        paid=_sum(completed.filter(order=OuterRef("pk")), by="order"),
        returned=_sum(returned.filter(payment__order=OuterRef("pk")), by="payment__order"),
    )
    wrong = (
        Q(status=OrderStatus.PAID, paid__lt=F("total"))
        | Q(status=OrderStatus.OPEN, total__gt=0, paid__gte=F("total") + F("returned"))
        | Q(paid__gt=F("total") + F("returned"))
    )
    for order in orders.filter(wrong).iterator():
        expected = f"{'at least' if order.paid < order.total else 'no more than'} {order.total} paid"
        if order.status == OrderStatus.OPEN:
            expected = f"less than {order.total} paid while it is open"
        yield Fault(
            f"order {order.reference}", expected, f"{order.status}, {order.paid} paid and {order.returned} returned"
        )


@registry.register("refund_amount")
def refund_amounts(now: datetime) -> Iterator[Fault]:
    """No more goes back than came in."""
    returned = Refund._base_manager.exclude(status=RefundStatus.FAILED).filter(payment=OuterRef("pk"))
    payments = Payment.objects.annotate(returned=_sum(returned, by="payment"))
    too_much = Q(returned__gt=F("amount")) | Q(returned__gt=0) & ~Q(status=PaymentStatus.COMPLETED)
    for payment in payments.filter(too_much).iterator():
        most = payment.amount if payment.status == PaymentStatus.COMPLETED else 0
        yield Fault(f"payment {payment.reference}", f"at most {most} returned", f"{payment.returned}")


@registry.register("payment_stamp")
def payment_stamps(now: datetime) -> Iterator[Fault]:
    """A payment says when it was completed exactly when it was."""
    is_completed = Q(status=PaymentStatus.COMPLETED)
    wrong = is_completed & Q(completed_at=None) | ~is_completed & Q(completed_at__isnull=False)
    for payment in Payment.objects.filter(wrong).iterator():
        expected = "a moment of completion" if payment.completed_at is None else "no moment of completion"
        yield Fault(f"payment {payment.reference}", expected, f"{payment.status}, {payment.completed_at}")


@registry.register("forgotten_payment")
def forgotten_payments(now: datetime) -> Iterator[Fault]:
    """Whatever a provider may still tell of is asked about again, unless it differs from what was asked for."""
    waiting = Payment.objects.filter(status__in=(PaymentStatus.PENDING, PaymentStatus.PROCESSING), look_at=None)
    for payment in waiting.exclude(provider_ref="").iterator():
        yield Fault(f"payment {payment.reference}", "a next look at the provider", f"{payment.status}, and none")


@registry.register("forgotten_refund")
def forgotten_refunds(now: datetime) -> Iterator[Fault]:
    """What a provider is to send back is asked of it until that is done or has failed."""
    pending = Refund.objects.filter(status=RefundStatus.PENDING, due_at=None).select_related("payment")
    for refund in pending.exclude(payment__provider_ref="").iterator():
        yield Fault(f"refund {refund.reference}", "a moment at which the provider is asked", "none")


@registry.register("account_in_use")
def accounts_in_use(now: datetime) -> Iterator[Fault]:
    """An organization offers the providers of which it has an account in use, and no others."""
    active = sorted(ProviderAccount.objects.filter(is_active=True).values_list("provider", flat=True))
    organization = Organization.objects.get(pk=active_organization_id())
    if organization.online_payments != active:
        yield Fault(f"organization {organization.slug}", f"{active} offered", f"{organization.online_payments}")


@registry.register("bank_receipt")
def bank_receipts(now: datetime) -> Iterator[Fault]:
    """What an entry of the bank was booked as is a completed payment of just that amount."""
    matched = BankMatch.objects.exclude(received=None).select_related("entry", "received")
    is_booked = Q(
        received__status=PaymentStatus.COMPLETED,
        received__amount=F("entry__amount"),
        received__currency=F("entry__currency"),
    )
    for match in matched.exclude(is_booked).iterator():
        received = match.received
        yield Fault(
            f"bank entry {match.entry.reference}",
            f"a completed payment of {match.entry.money}",
            f"{received.reference}: {received.status}, {received.money}",
        )


@registry.register("corrected_invoice")
def corrected_invoices(now: datetime) -> Iterator[Fault]:
    """An invoice less its credit notes is what its order asks for, or what was kept of one that is off.

    What failed to go back is not looked at: it is still owed, and already credited.
    """
    if something_is_owed():
        return
    orders = Order.objects.filter(documents__kind=DocumentKind.INVOICE)
    documents = Document._base_manager.filter(order=OuterRef("pk"))
    refunds = Refund._base_manager.filter(payment__order=OuterRef("pk"))
    paid = Payment._base_manager.filter(status=PaymentStatus.COMPLETED, order=OuterRef("pk"))
    annotated = orders.exclude(payments__refunds__status=RefundStatus.FAILED).annotate(
        invoiced=_sum(documents.filter(kind=DocumentKind.INVOICE), by="order", of="total"),
        credited=_sum(documents.filter(kind=DocumentKind.CREDIT_NOTE), by="order", of="total"),
        kept=_sum(paid, by="order") - _sum(refunds, by="payment__order"),
    )
    for order in annotated.iterator():
        claim = claim_of(order.status, total=order.total, kept=order.kept)
        if order.invoiced - order.credited != claim:
            found = f"{order.invoiced} invoiced and {order.credited} credited"
            yield Fault(f"order {order.reference}", f"{claim} invoiced", found)


@registry.register("booked_payment")
def booked_payments(now: datetime) -> Iterator[Fault]:
    """The journal has what was paid, and nothing that was not."""
    if something_is_owed():
        return
    source = Concat(Value("payment:"), OuterRef("reference"))
    own = {"entry__organization": active_organization_id(), "entry__source": source}
    booked = _sum(Posting._base_manager.filter(**own), by="entry")
    completed = Payment.objects.filter(status=PaymentStatus.COMPLETED)
    for payment in completed.annotate(booked=booked).exclude(amount=F("booked")).iterator():
        yield Fault(f"payment {payment.reference}", f"{payment.amount} in the journal", f"{payment.booked}")
    known = Payment._base_manager.filter(
        reference=Substr(OuterRef("source"), len("payment:") + 1), status=PaymentStatus.COMPLETED
    )
    entries = JournalEntry.objects.filter(source__startswith="payment:")
    for entry in entries.filter(~Exists(known)).iterator():
        yield Fault(f"entry {entry}", "a payment that was completed", "none")


@registry.register("booked_refund")
def booked_refunds(now: datetime) -> Iterator[Fault]:
    """The journal owes what is on its way back, and no more what has gone back or failed."""
    if something_is_owed():
        return
    wanted = Case(When(status=RefundStatus.PENDING, then=F("amount")), default=Value(0))
    refunds = Refund.objects.annotate(wanted=wanted, owed=_of_refund("credit") - _of_refund("debit"))
    for refund in refunds.exclude(wanted=F("owed")).select_related("payment").iterator():
        name = f"refund #{refund.pk} of payment {refund.payment.reference} ({refund.status})"
        yield Fault(name, f"{refund.wanted} owed in the journal", f"{refund.owed}")


@registry.register("plan_total")
def plan_totals(now: datetime) -> Iterator[Fault]:
    """The parts of an order add up to what it asks for, as soon as they have heard of its changes."""
    if something_is_owed():
        return
    parts = _sum(Installment._base_manager.filter(plan=OuterRef("pk")), by="plan")
    plans = Plan.objects.exclude(order__status=OrderStatus.VOID).annotate(parts=parts)
    for plan in plans.exclude(parts=F("order__total")).select_related("order").iterator():
        yield Fault(f"order {plan.order.reference}", f"parts of {plan.order.total} in all", f"{plan.parts}")


@registry.register("asked_twice")
def asked_twice(now: datetime) -> Iterator[Fault]:
    """In the plan's way to pay no more is awaited than is open of an order."""
    if something_is_owed():
        return
    mine = Payment._base_manager.filter(order=OuterRef("order"))
    waiting = mine.filter(status__in=WAITING, provider=OuterRef("provider"))
    back = Refund._base_manager.exclude(status=RefundStatus.FAILED).filter(payment__order=OuterRef("order"))
    plans = Plan.objects.annotate(
        awaited=_sum(waiting, by="order"),
        paid=_sum(mine.filter(status=PaymentStatus.COMPLETED), by="order"),
        returned=_sum(back, by="payment__order"),
    )
    too_much = Q(awaited__gt=0) & Q(awaited__gt=F("order__total") - F("paid") + F("returned"))
    for plan in plans.filter(too_much).select_related("order").iterator():
        left = plan.order.total - plan.paid + plan.returned
        yield Fault(f"order {plan.order.reference}", f"at most {max(left, 0)} awaited", f"{plan.awaited}")


def something_is_owed() -> bool:
    """Whether the books may not have heard of everything yet; what is owed for too long is a fault by itself."""
    return Delivery.objects.filter(done_at=None, record__organization_key=active_organization_id()).exists()


def _of_refund(side: str):
    """What its entries, found among those of its order, move on this side of the refunds that are owed."""
    begin = Concat(Value("refund:"), Cast(OuterRef("pk"), CharField()), Value(":"))
    own = {"entry__order": OuterRef("payment__order"), "entry__source__startswith": begin}
    return _sum(Posting._base_manager.filter(**own, **{side: REFUNDS_PAYABLE}), by=side)


def _sum(rows, *, by: str, of: str = "amount"):
    total = rows.order_by().values(by).annotate(sum=Sum(of)).values("sum")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))
