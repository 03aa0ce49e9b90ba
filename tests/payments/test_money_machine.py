"""PAY-1, H9: whatever happens to orders, in whatever order, the books agree with a reckoning made apart from them."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from booking.billing.models import Order
from booking.billing.selectors import balances, balances_of_order, documents_about, lines_of
from booking.billing.services import Buyer, issue_invoice, place_order, reduce_order, void_order
from booking.core.consistency import find_faults
from booking.core.events import deliver_due
from booking.core.money import Money, decimals_of
from booking.payments.models import Payment, Refund
from booking.payments.selectors import paid_for
from booking.payments.services import keep_books, lower_payment, record_payment, refund_order, void_open_payments
from booking.payments.services import start_payment as start
from booking.payments.services.move import move_refund
from booking.people.models import Customer
from booking.pricing.rules import make_quote, price_line
from tests.conftest import NOW
from tests.figures import print_figure
from tests.sizes import SIZES

pytestmark = [pytest.mark.django_db, pytest.mark.soak]

# Of orders that are cancelled half-way on purpose, and without bookings.
_OTHER = {"paid_order", "corrected_invoice"}
RATES = ["0", "2.6", "8.1", "25"]
lines = st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 4), st.sampled_from(RATES)), min_size=1, max_size=4)
share = st.integers(1, 100)


@dataclass
class Account:
    """What an order should come to, in whole units of the currency, reckoned without the product's own money."""

    total: Decimal
    unit: Decimal
    is_void: bool = False
    paid: Decimal = Decimal(0)
    returned: dict[int, tuple[Decimal, str]] = field(default_factory=dict)
    has_failed: bool = False

    @property
    def kept(self) -> Decimal:
        return self.paid - sum(amount for amount, status in self.returned.values() if status != "failed")

    def claim(self, status: str) -> Decimal:
        if status == "open":
            return self.total
        return self.kept if self.is_void else min(self.total, self.kept)


def reckon(wanted: list[tuple[int, int, str]], *, tax_included: bool, unit: Decimal) -> Decimal:
    """The price with tax, each line rounded half up by itself."""
    total = Decimal(0)
    for price, pieces, rate in wanted:
        line = price * pieces * unit
        tax = Decimal(0) if tax_included else (line * Decimal(rate) / 100).quantize(unit, rounding=ROUND_HALF_UP)
        total += line + tax
    return total


class Books(RuleBasedStateMachine):
    """Orders in one organization; every life is rolled back at its end."""

    organization = None
    orders = Bundle("orders")
    steps = 0

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.customer = Customer.objects.create(name="Eve", email="eve@example.com", created_at=NOW)
        self.accounts: dict[int, Account] = {}
        self.invoiced: set[int] = set()

    def teardown(self):
        try:
            for pk in self.accounts:
                self.settle(Order.objects.get(pk=pk))
            self.check_all()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(
        target=orders,
        wanted=lines,
        included=st.booleans(),
        currency=st.sampled_from(["CHF", "JPY", "KWD"]),
        is_late=st.booleans(),
    )
    def place(self, wanted, included, currency, is_late):
        """The worker invoices it at once, unless it is late."""
        type(self).steps += 1
        priced = [
            price_line(
                f"Thing {n}",
                quantity=pieces,
                unit_price=Money(price, currency),
                tax_rate=Decimal(rate),
                tax_included=included,
            )
            for n, (price, pieces, rate) in enumerate(wanted)
        ]
        quote = make_quote(priced, tax_included=included, due_now=None)
        order = place_order(self.customer, quote=quote, now=NOW)
        order.organization = self.organization
        start(order, provider="transfer", now=NOW)
        unit = Decimal(1).scaleb(-decimals_of(currency))
        self.accounts[order.pk] = Account(reckon(wanted, tax_included=included, unit=unit), unit)
        if not is_late:
            self.invoice(order.pk)
        return order.pk

    @rule(order=orders)
    def invoice_late(self, order):
        self.invoice(order)

    def invoice(self, order: int) -> None:
        row = self.read(order)
        if not self.accounts[order].is_void:
            buyer = Buyer("Eve", "eve@example.com", "en")
            issued = issue_invoice(row, organization=self.organization, buyer=buyer, subject=row.reference, now=NOW)
            self.invoiced |= {order} if issued else set()

    @rule(order=orders)
    def pay(self, order):
        row, account = self.read(order), self.accounts[order]
        payment = Payment.objects.filter(order=row, status__in=["pending", "void"]).order_by("pk").first()
        if payment is None:
            return
        record_payment(payment, amount=payment.amount, actor="staff:1", now=NOW)
        account.paid += payment.amount * account.unit
        self.note_refunds(order)

    @rule(order=orders, percent=share)
    def give_up_a_part(self, order, percent):
        row, account = self.read(order), self.accounts[order]
        by = row.total * percent // 100
        if account.is_void or not by or not row.total - by:
            return
        too_much = paid_for(row).minor - (row.total - by)
        if too_much > 0:
            refund_order(row, amount=Money(too_much, row.currency), reason="part", now=NOW)
        reduce_order(row, by=Money(by, row.currency), description="Part", now=NOW)
        lower_payment(row, actor="customer", now=NOW)
        account.total -= by * account.unit
        self.note_refunds(order)

    @rule(order=orders, percent=share)
    def cancel(self, order, percent):
        """The studio keeps a part of what was paid."""
        row, account = self.read(order), self.accounts[order]
        if account.is_void:
            return
        back = paid_for(row).minor * percent // 100
        void_open_payments(row, actor="customer", now=NOW)
        void_order(row, now=NOW)
        account.is_void = Order.objects.get(pk=order).status == "void"
        if back:
            refund_order(row, amount=Money(back, row.currency), reason="cancelled", now=NOW)
        self.note_refunds(order)

    @rule(order=orders, to=st.sampled_from(["completed", "failed", "pending"]))
    def move_a_refund(self, order, to):
        known = self.accounts[order].returned
        for refund in Refund.objects.filter(pk__in=known).select_related("payment").order_by("pk")[:1]:
            if (refund.status, to) not in {("completed", "failed"), ("completed", "pending")}:
                move_refund(refund, to=to, actor="system", now=NOW)
                self.note_refunds(order)

    @rule(order=orders)
    def hear_of_it(self, order):
        """The worker comes by, or comes by again."""
        self.settle(self.read(order))
        self.check(order)

    @rule()
    def work_off(self):
        while deliver_due(now=NOW):
            pass

    @invariant()
    def nothing_is_impossible(self):
        type(self).steps += 1
        for order in Order.objects.filter(pk__in=self.accounts):
            account = self.accounts[order.pk]
            assert order.total * account.unit == account.total
            assert sum(amount for amount, status in account.returned.values() if status != "failed") <= account.paid

    def read(self, order: int) -> Order:
        row = Order.objects.get(pk=order)
        row.organization = self.organization
        return row

    def note_refunds(self, order: int) -> None:
        account = self.accounts[order]
        for refund in Refund.objects.filter(payment__order=order):
            account.returned[refund.pk] = (refund.amount * account.unit, refund.status)
            account.has_failed |= refund.status == "failed"

    def settle(self, order: Order) -> None:
        keep_books(order, organization=self.organization, now=NOW)

    def check(self, pk: int) -> None:
        """The journal and the documents say what the reckoning says."""
        order, account = Order.objects.get(pk=pk), self.accounts[pk]
        found = {name: total * account.unit for name, total in balances_of_order(order).items()}
        pending = sum(amount for amount, status in account.returned.values() if status == "pending")
        gone = sum(amount for amount, status in account.returned.values() if status == "completed")
        assert found.get("cash:transfer", 0) == account.paid - gone
        assert found.get("refunds_payable", 0) == pending
        earned = sum(total for name, total in found.items() if name == "revenue" or name.startswith("vat:"))
        assert found.get("receivables", 0) == earned - account.kept
        if not account.has_failed:
            assert earned == (account.claim(order.status) if pk in self.invoiced else 0)
        for document in documents_about(order.reference):
            rows = lines_of(document)
            extra = 0 if document.tax_included else sum(row.tax for row in rows)
            assert sum(row.total for row in rows) + extra == document.total == document.net + document.tax

    def check_all(self) -> None:
        for pk in self.accounts:
            self.check(pk)
        sides = balances()
        owned = sum(t for (a, _), t in sides.items() if a in ("receivables",) or a.startswith("cash:"))
        assert owned == sum(t for (a, _), t in sides.items() if a not in ("receivables",) and not a.startswith("cash:"))
        while deliver_due(now=NOW):
            pass
        books = {
            "document_sums",
            "document_numbers",
            "booked_document",
            "booked_payment",
            "booked_refund",
            "refund_amount",
        }
        assert [fault for fault in find_faults(self.organization, now=NOW) if fault.check in books] == []


def test_books_agree_whatever_happens(organization):
    Books.organization, Books.steps = organization, 0
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=SIZES.money_lives,
            stateful_step_count=SIZES.money_steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print_figure("money.machine", lives=SIZES.money_lives, steps=Books.steps)
