"""Orders paid in parts (PAY-4, PAY-5): the three-part plan of the demo on a virtual clock."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from booking.accounts.models import Organization
from booking.billing.services import reduce_order
from booking.core.events import deliver_due
from booking.core.models import EventRecord
from booking.core.money import Money
from booking.core.transactions import transactional
from booking.offerings.models import Variant
from booking.payments.models import Installment, Payment, Plan
from booking.payments.plan_selectors import is_suspended, parts_of
from booking.payments.services import ask_payment, collect_due, lower_payment, record_payment
from booking.reservations.models import Booking
from booking.reservations.services import book
from tests.reservations.conftest import ask  # noqa: F401

THREE = [{"due_days": 0, "amount": 20000}, {"due_days": 14, "amount": 15000}, {"due_days": 28, "amount": 15000}]
SCHEDULE = [{"days": -3}, {"days": 3}, {"days": 10}]


@pytest.fixture
def in_three(studio, ask, now) -> Callable[..., Booking]:  # noqa: F811
    Organization.objects.filter(pk=studio.pk).update(dunning=SCHEDULE, grace_days=14)
    Variant.objects.filter(slug="drop-in").update(price=50000, plan=THREE)

    def make(**values) -> Booking:
        return book(ask("tuesday-flow", **values), provider="transfer", actor="customer", now=now).booking

    return make


def pass_days(start, *, until: int) -> None:
    """The worker's rounds, one each morning."""
    for day in range(until + 1):
        work(start + timedelta(days=day))


def work(now) -> None:
    while collect_due(now=now) + deliver_due(now=now):
        pass


def pay(payment: Payment, *, now) -> None:
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)
    work(now)


def waiting() -> list[int]:
    return list(Payment.objects.filter(status="pending").order_by("pk").values_list("amount", flat=True))


def told(name: str) -> list[dict]:
    return [record.payload for record in EventRecord.objects.filter(name__endswith=name).order_by("pk")]


def states(now) -> list[tuple[str, int]]:
    return [(part.state, part.missing.minor) for part in parts_of(Plan.objects.get(), now=now)]


def test_a_plan_is_made_when_it_is_confirmed(in_three, now):
    in_three()
    rows = Installment.objects.order_by("position").values_list("amount", "due_on")
    assert list(rows) == [(20000, date(2027, 1, 4)), (15000, date(2027, 1, 18)), (15000, date(2027, 2, 1))]
    assert waiting() == [20000]
    assert Installment.objects.get(position=1).payment == Payment.objects.get()


def test_what_is_all_due_at_once_has_no_plan(studio, ask, now):  # noqa: F811
    book(ask("tuesday-flow"), provider="transfer", actor="customer", now=now)
    assert Plan.objects.count() == 0


def test_what_is_paid_on_site_is_asked_for_as_a_whole(in_three, studio, ask, now):  # noqa: F811
    book(ask("tuesday-flow"), provider="on_site", actor="customer", now=now)
    assert (Plan.objects.count(), waiting()) == (0, [50000])


def test_the_rest_of_a_deposit_is_due_before_the_first_session(studio, ask, now):  # noqa: F811
    Variant.objects.filter(slug="full").update(rest_due_days=30)
    book(ask("june-retreat"), provider="transfer", actor="customer", now=now)
    plan = Plan.objects.get()
    rows = list(Installment.objects.order_by("position").values_list("amount", "due_on"))
    assert (plan.provider, rows) == ("transfer", [(20000, date(2027, 1, 4)), (69000, date(2027, 5, 11))])


def test_the_rest_of_a_deposit_is_paid_on_site_without_a_rule(studio, ask, now):  # noqa: F811
    book(ask("june-retreat"), provider="transfer", actor="customer", now=now)
    assert Plan.objects.get().provider == "on_site"
    assert Installment.objects.get(position=2).due_on == date(2027, 6, 10)


def test_a_discount_is_spread_over_the_later_parts(in_three, studio, now):
    in_three(quantity=3)
    assert list(Installment.objects.order_by("position").values_list("amount", flat=True)) == [60000, 45000, 45000]


def test_each_part_is_asked_for_on_its_day_once(in_three, now):
    in_three()
    pay(Payment.objects.get(), now=now)
    pass_days(now, until=13)
    assert waiting() == []
    work(now + timedelta(days=14))
    work(now + timedelta(days=14, hours=1))
    assert (waiting(), len(told("InstallmentAsked"))) == ([15000], 1)
    pay(Payment.objects.get(status="pending"), now=now + timedelta(days=14))
    pass_days(now + timedelta(days=15), until=13)
    pay(Payment.objects.get(status="pending"), now=now + timedelta(days=28))
    assert states(now + timedelta(days=28)) == [("paid", 0)] * 3
    plan = Plan.objects.select_related("order").get()
    assert (plan.order.status, plan.look_at, told("AccessSuspended")) == ("paid", None, [])


def test_reminders_follow_the_schedule_until_access_is_closed(in_three, now):
    booking = in_three()
    pay(Payment.objects.get(), now=now)
    pass_days(now, until=28)
    second = Installment.objects.get(position=2).pk
    third = Installment.objects.get(position=3).pk
    steps = [(told_of["installment_id"], told_of["days"]) for told_of in told("InstallmentReminded")]
    assert steps == [(second, -3), (second, 3), (second, 10), (third, -3)]
    assert (is_suspended(booking.order), waiting()) == (False, [15000, 15000])
    work(now + timedelta(days=29))
    assert (is_suspended(booking.order), len(told("AccessSuspended"))) == (True, 1)
    pay(Payment.objects.filter(status="pending").order_by("pk").first(), now=now + timedelta(days=30))
    assert (is_suspended(booking.order), len(told("AccessRestored"))) == (False, 1)
    assert states(now + timedelta(days=30)) == [("paid", 0), ("paid", 0), ("overdue", 15000)]


def test_a_worker_that_was_away_reminds_once(in_three, now):
    in_three()
    pay(Payment.objects.get(), now=now)
    work(now + timedelta(days=60))
    assert [told_of["days"] for told_of in told("InstallmentReminded")] == [10, 10]


def test_somebody_may_pay_the_next_part_ahead(in_three, now):
    booking = in_three()
    pay(Payment.objects.get(), now=now)
    ahead = ask_payment(booking.order, provider="transfer", now=now)
    work(now + timedelta(days=1))
    assert (ahead.amount, waiting()) == (15000, [15000])
    pay(ahead, now=now + timedelta(days=1))
    pass_days(now + timedelta(days=2), until=26)
    assert (waiting(), len(told("InstallmentAsked"))) == ([15000], 1)


def test_what_is_taken_off_lowers_the_latest_part(in_three, now):
    booking = in_three()
    pay(Payment.objects.get(), now=now)
    pass_days(now, until=28)

    @transactional
    def reduce() -> None:
        reduce_order(booking.order, by=Money(20000, "CHF"), description="Part", now=now)
        lower_payment(booking.order, actor="staff", now=now)

    reduce()
    work(now + timedelta(days=28))
    assert list(Installment.objects.order_by("position").values_list("amount", flat=True)) == [20000, 10000, 0]
    assert waiting() == [10000]
