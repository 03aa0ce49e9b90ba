"""Money that the bank tells of is booked once, whatever arrives how often, and what cannot be is told (PAY-2, H5)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from booking.billing.models import Order
from booking.billing.services import void_order
from booking.billing.states import OrderStatus
from booking.core.consistency import find_faults
from booking.core.errors import AlreadyDone, Invalid
from booking.core.events import deliver_due
from booking.core.money import Money
from booking.core.tenancy import acting_for
from booking.payments.bank_selectors import find_match, matches_of, open_transfers
from booking.payments.models import BankEntry, BankMatch, BankStatement, Payment, Refund
from booking.payments.references import creditor_reference, qr_reference
from booking.payments.selectors import latest_payment, paid_for
from booking.payments.services import (
    match_by_hand,
    match_entries,
    record_payment,
    set_aside,
    take_bank_file,
    void_open_payments,
)
from booking.payments.states import PaymentStatus
from booking.people.models import Customer
from tests.payments.bank_files import Booked, Paid, bank_file, one, untold


@pytest.fixture
def owe(studio, now):
    """Makes an order that waits for a transfer, and its payment."""

    def make(amount: int = 12000, *, due_now: int | None = None, currency: str = "CHF") -> Payment:
        customer, _ = Customer.objects.get_or_create(
            email="mia@example.com", defaults={"name": "Mia Weber", "created_at": now}
        )
        due = amount if due_now is None else due_now
        order = Order.objects.create(
            customer=customer, currency=currency, total=amount, due_now=due, tax_included=True, placed_at=now
        )
        order.lines.create(
            position=0, description="Yoga", quantity=1, unit_price=amount, total=amount, tax_rate=0, tax=0
        )
        return Payment.objects.create(order=order, provider="transfer", amount=due, currency=currency, created_at=now)

    return make


@pytest.fixture
def bring(studio, now):
    """Takes a file in and matches all of it; what became of its entries as (status, finding)."""

    def run(content: bytes) -> list[tuple[str, str]]:
        statement, _ = take_bank_file(content, name="credits.xml", organization=studio, actor="staff:1", now=now)
        while deliver_due(now=now):
            pass
        return [(match.status, match.finding) for match in matches_of(statement)]

    return run


def scor(payment: Payment) -> str:
    return creditor_reference(payment.reference)


def money_of(order: Order) -> tuple[str, int, list[tuple[str, int]], int]:
    """Its status, what is paid less what goes back, its payments, and what goes back."""
    order.refresh_from_db()
    payments = sorted(Payment.objects.filter(order=order).values_list("status", "amount"))
    back = sum(Refund.objects.filter(payment__order=order).values_list("amount", flat=True))
    return order.status, paid_for(order).minor, payments, back


@pytest.mark.parametrize("reference_of", [creditor_reference, qr_reference])
@pytest.mark.parametrize("kind", ["camt.053", "camt.054"])
def test_what_was_asked_for_is_paid(owe, bring, studio, now, kind, reference_of):
    payment = owe()
    assert bring(bank_file(one("120.00", reference_of(payment.reference)), kind=kind)) == [("matched", "exact")]
    assert money_of(payment.order) == ("paid", 12000, [("completed", 12000)], 0)
    assert find_faults(studio, now=now) == []


def test_a_reference_within_the_payers_words_counts(owe, bring):
    payment = owe()
    assert bring(bank_file(one("120.00", text=f"thanks {scor(payment).lower()}"))) == [("matched", "exact")]


def test_the_same_file_twice_books_nothing_twice(owe, bring, studio, now):
    payment = owe()
    content = bank_file(one("120.00", scor(payment)))
    assert bring(content) == bring(content)
    statement, is_new = take_bank_file(content, name="again.xml", organization=studio, actor="staff:1", now=now)
    assert (is_new, statement.name, BankStatement.objects.count()) == (False, "credits.xml", 1)
    assert money_of(payment.order) == ("paid", 12000, [("completed", 12000)], 0)


def test_files_that_overlap_book_nothing_twice(owe, bring):
    payment, other = owe(), owe(5000)
    first, second = one("120.00", scor(payment)), one("50.00", scor(other), entry_id="E2")
    assert bring(bank_file(first)) == [("matched", "exact")]
    assert bring(bank_file(first, second, kind="camt.053", version="04")) == [("matched", "exact")]
    assert BankStatement.objects.get(kind="camt.053.04").known == 1
    assert [money_of(each.order)[1] for each in (payment, other)] == [12000, 5000]


@pytest.mark.parametrize("sum_first", [True, False])
def test_a_sum_and_its_details_are_one(owe, bring, sum_first):
    payment, other = owe(), owe(5000)
    batch = Booked("170.00", "E1", (Paid("120.00", scor(payment)), Paid("50.00", scor(other))))
    files = [bank_file(untold(batch), kind="camt.053"), bank_file(batch)]
    told = [bring(content) for content in (files if sum_first else reversed(files))]
    details = [("matched", "exact"), ("matched", "exact")]
    assert told == ([[("undecided", "collective")], details] if sum_first else [details, [("set_aside", "covered")]])
    assert [money_of(each.order)[1] for each in (payment, other)] == [12000, 5000]


def test_less_than_was_asked_leaves_the_rest_open(owe, bring, studio, now):
    payment = owe()
    assert bring(bank_file(one("100.00", scor(payment)))) == [("matched", "partial")]
    assert money_of(payment.order) == ("open", 10000, [("completed", 10000), ("pending", 2000)], 0)
    assert latest_payment(payment.order).money == Money(2000, "CHF")
    assert bring(bank_file(one("20.00", scor(payment), entry_id="E2"))) == [("matched", "exact")]
    assert money_of(payment.order) == ("paid", 12000, [("completed", 2000), ("completed", 10000)], 0)
    assert find_faults(studio, now=now) == []


def test_more_than_was_owed_goes_back(owe, bring, studio, now):
    payment = owe()
    assert bring(bank_file(one("150.00", scor(payment)))) == [("matched", "over")]
    assert money_of(payment.order) == ("paid", 12000, [("completed", 15000)], 3000)
    assert find_faults(studio, now=now) == []


def test_who_pays_twice_gets_it_back(owe, bring, studio, now):
    payment = owe()
    both = bank_file(one("120.00", scor(payment)), one("120.00", scor(payment), entry_id="E2"))
    assert bring(both) == [("matched", "exact"), ("matched", "again")]
    assert money_of(payment.order) == ("paid", 12000, [("completed", 12000)] * 2, 12000)
    assert find_faults(studio, now=now) == []


def test_what_staff_noted_is_not_booked_again(owe, bring, studio, now):
    payment = owe()
    record_payment(payment, amount=12000, actor="staff:1", now=now)
    once, twice = one("120.00", scor(payment)), one("120.00", scor(payment), entry_id="E2")
    assert bring(bank_file(once)) == [("matched", "noted")]
    assert money_of(payment.order) == ("paid", 12000, [("completed", 12000)], 0)
    assert bring(bank_file(once, twice)) == [("matched", "again")]
    assert find_faults(studio, now=now) == []


def test_cash_and_a_transfer_are_two_payments(owe, bring, studio, now):
    payment = owe()
    Payment.objects.update(provider="on_site")
    record_payment(payment, amount=12000, actor="staff:1", now=now)
    assert bring(bank_file(one("120.00", scor(payment)))) == [("matched", "again")]
    assert find_faults(studio, now=now) == []


def test_what_came_by_the_bank_was_no_cash(owe, bring, studio, now):
    payment = owe()
    Payment.objects.update(provider="on_site")
    assert bring(bank_file(one("120.00", scor(payment)))) == [("matched", "exact")]
    payment.refresh_from_db()
    assert (payment.provider, payment.status) == ("transfer", "completed")
    assert find_faults(studio, now=now) == []


def test_a_deposit_may_be_paid_with_all_the_rest(owe, bring, studio, now):
    payment = owe(30000, due_now=10000)
    assert bring(bank_file(one("300.00", scor(payment)))) == [("matched", "exact")]
    assert money_of(payment.order) == ("paid", 30000, [("completed", 30000)], 0)
    assert find_faults(studio, now=now) == []


def test_money_for_a_cancelled_order_goes_back(owe, bring, studio, now):
    payment = owe()
    with transaction.atomic():
        void_order(payment.order, now=now)
        void_open_payments(payment.order, actor="staff:1", now=now)
    assert bring(bank_file(one("120.00", scor(payment)))) == [("matched", "void")]
    assert money_of(payment.order)[:2] == ("void", 0)
    assert Refund.objects.get().amount == 12000
    assert find_faults(studio, now=now) == []


def test_what_cannot_be_matched_says_why_and_books_nothing(owe, bring, studio, now):
    payment, dollars = owe(), owe(currency="EUR")
    told = bring(
        bank_file(
            one("120.00", "210000000003139471430009017", entry_id="E1"),
            one("120.00", text="Rent", entry_id="E2"),
            one("120.00", scor(dollars), entry_id="E3"),
            one("120.00", text=f"Order {payment.order.reference.lower()}", entry_id="E4"),
            Booked("99.00", "E5", direction="DBIT"),
            Booked("120.00", "E6", (Paid("120.00", scor(payment)),), direction="DBIT", is_reversal=True),
            Booked("99.00", "E7", parts=3),
        )
    )
    assert told == [
        ("undecided", "unknown"),
        ("undecided", "silent"),
        ("undecided", "currency"),
        ("undecided", "named"),
        ("set_aside", "outgoing"),
        ("undecided", "reversal"),
        ("undecided", "collective"),
    ]
    assert {payment.status for payment in Payment.objects.filter(order__customer__email="mia@example.com")} == {
        "pending"
    }
    assert find_faults(studio, now=now) == []


def match_of(entry_id: str) -> BankMatch:
    return find_match(BankEntry.objects.get(entry_id=entry_id).reference)


def test_staff_match_by_hand_what_nothing_named(owe, bring, studio, now):
    payment = owe()
    bring(bank_file(one("120.00", text="Rent")))
    match = match_by_hand(match_of("E1"), payment=payment, actor="staff:1", now=now)
    again = match_by_hand(match_of("E1"), payment=payment, actor="staff:1", now=now)
    assert (match.status, match.finding, again.received_id) == ("matched", "exact", match.received_id)
    assert money_of(payment.order) == ("paid", 12000, [("completed", 12000)], 0)
    with pytest.raises(AlreadyDone):
        match_by_hand(match_of("E1"), payment=owe(), actor="staff:1", now=now)
    with pytest.raises(AlreadyDone):
        set_aside(match_of("E1"), actor="staff:1", now=now)
    assert find_faults(studio, now=now) == []


def test_a_sum_matched_by_hand_covers_its_details(owe, bring, now):
    payment, other = owe(17000), owe()
    batch = Booked("170.00", "E1", (Paid("120.00", scor(other)), Paid("50.00", text="and")))
    bring(bank_file(untold(batch), kind="camt.053"))
    match_by_hand(match_of("E1"), payment=payment, actor="staff:1", now=now)
    assert bring(bank_file(batch)) == [("set_aside", "covered")] * 2
    assert money_of(other.order)[0] == OrderStatus.OPEN


def test_what_is_set_aside_can_still_be_matched(owe, bring, now):
    payment = owe()
    bring(bank_file(one("120.00", text="Rent")))
    assert set_aside(match_of("E1"), actor="staff:1", now=now).status == "set_aside"
    assert set_aside(match_of("E1"), actor="staff:2", now=now).actor == "staff:1"
    assert match_by_hand(match_of("E1"), payment=payment, actor="staff:1", now=now).status == "matched"


def test_only_money_that_came_in_its_currency_is_matched(owe, bring, now):
    bring(bank_file(Booked("120.00", "E1", direction="DBIT"), one("120.00", text="x", entry_id="E2")))
    for entry_id, payment in (("E1", owe()), ("E2", owe(currency="EUR"))):
        with pytest.raises(Invalid):
            match_by_hand(match_of(entry_id), payment=payment, actor="staff:1", now=now)
    assert Payment.objects.filter(status=PaymentStatus.COMPLETED).count() == 0


@pytest.mark.parametrize("account", ["CH5604835012345678009", "NO9386011117947"])
def test_a_file_about_somebody_elses_account_changes_nothing(owe, bring, account):
    content = bank_file(one("120.00", scor(owe())), account=account)
    with pytest.raises(Invalid) as refusal:
        bring(content)
    assert refusal.value.fields["file"][0].endswith("which is not the studio's.")
    assert (BankStatement.objects.count(), BankEntry.objects.count()) == (0, 0)


def test_a_file_names_the_payments_of_its_studio_only(owe, other_organization, now):
    payment = owe()
    other_organization.bank_iban = "CH9300762011623852957"
    with acting_for(other_organization):
        content = bank_file(one("120.00", scor(payment)))
        take_bank_file(content, name="x", organization=other_organization, actor="staff:9", now=now)
    while deliver_due(now=now):
        pass
    payment.refresh_from_db()
    assert payment.status == "pending"
    with acting_for(other_organization):
        assert BankMatch.objects.get().finding == "unknown"


def test_long_files_are_matched_in_pieces(owe, bring, settings):
    settings.BANK_ENTRIES_AT_A_TIME = 2
    entries = [one("120.00", scor(owe()), entry_id=f"E{number}") for number in range(5)]
    assert bring(bank_file(*entries)) == [("matched", "exact")] * 5


def test_matching_again_changes_nothing(owe, bring, now):
    payment = owe()
    bring(bank_file(one("120.00", scor(payment))))
    match_entries(BankStatement.objects.get(), now=now + timedelta(days=1))
    assert money_of(payment.order) == ("paid", 12000, [("completed", 12000)], 0)


def test_what_the_bank_said_is_never_changed(owe, bring):
    bring(bank_file(one("120.00")))
    with pytest.raises(DatabaseError), transaction.atomic():
        BankEntry.objects.update(amount=1)


def test_open_transfers_are_what_staff_wait_for(owe, bring):
    payment, paid = owe(), owe()
    bring(bank_file(one("120.00", scor(paid))))
    assert list(open_transfers()) == [payment]
