"""PAY-13: earnings arise when a session is over, once, and what turns out differently is a further row."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from booking.earnings.models import Earning
from booking.earnings.rules import Pay, PayKind
from booking.earnings.services import save_terms_of_instructor, save_terms_of_offering, settle_sessions
from booking.earnings.worth import worth_of
from booking.offerings.models import Offering
from booking.payments.models import Payment
from booking.payments.services import record_payment, refund_order
from booking.payments.services.move import move_refund
from booking.payments.states import RefundStatus
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.services import book, check_in, complete_past, mark_no_show
from booking.scheduling.models import Session
from tests.earnings.conftest import PAID

pytestmark = pytest.mark.django_db
STAFF = {"actor": "staff:1"}
HALF = Pay(PayKind.PERCENTAGE, percent=Decimal("50"))
PER_SESSION = Pay(PayKind.PER_SESSION, amount=8000)


def agree(slug: str, pay: Pay) -> None:
    save_terms_of_instructor(Instructor.objects.get(slug=slug), pay=pay)


def rows() -> list[tuple[str, int, int]]:
    found = Earning.objects.order_by("pk").values_list("instructor__slug", "heads", "amount")
    return list(found)


def test_a_session_is_earned_once_however_often_it_is_told(places, settle):
    """28.00 each, 8.1 % tax inside: three of them are worth 77.71 net."""
    agree("ben-lind", HALF)
    session = places[0].session
    settle(session.ends_at)
    assert rows() == [("ben-lind", 3, 3885)]
    assert settle_sessions([session], now=session.ends_at) == []
    assert Earning.objects.get().net == 7771


def test_nothing_arises_without_terms_or_before_the_end(places, settle):
    settle(places[0].session.ends_at - timedelta(minutes=1))
    agree("ana-keller", PER_SESSION)
    settle(places[0].session.ends_at)
    assert rows() == []


def test_the_offerings_terms_go_before_the_instructors(places, settle):
    agree("ben-lind", PER_SESSION)
    pay = Pay(PayKind.MINIMUM, amount=5000, per_head=500, included=1)
    save_terms_of_offering(Offering.objects.get(slug="tuesday-flow"), pay=pay)
    settle(places[0].session.ends_at)
    assert rows() == [("ben-lind", 3, 6000)]


def test_who_was_absent_counts_only_where_that_was_agreed(places, settle):
    agree("ben-lind", HALF)
    session = places[0].session
    check_in(places[:1], **STAFF, now=session.starts_at)
    settle(session.ends_at)
    assert rows() == [("ben-lind", 1, 1295)]
    worth = worth_of(session, pay=Pay(PayKind.PERCENTAGE, counts_absent=True), currency="CHF")
    assert (worth.heads, round(worth.net)) == (3, 7771)


def test_attendance_that_is_put_right_is_a_further_row(places, settle):
    """By the terms of the first row, whatever was agreed since."""
    agree("ben-lind", HALF)
    session = places[0].session
    check_in(places[:1], **STAFF, now=session.starts_at)
    settle(session.ends_at)
    agree("ben-lind", PER_SESSION)
    check_in(places[1:2], **STAFF, now=session.ends_at)
    settle(session.ends_at)
    mark_no_show(places[:2], **STAFF, now=session.ends_at)
    settle(session.ends_at)
    assert rows() == [("ben-lind", 1, 1295), ("ben-lind", 2, 1295), ("ben-lind", 0, -2590)]


def test_a_refund_out_of_kindness_lessens_what_was_earned(places, settle):
    agree("ben-lind", HALF)
    session = places[0].session
    settle(session.ends_at)
    booking = Booking.objects.get(name="Adam")
    payment = record_payment(Payment.objects.get(order=booking.order), amount=2800, actor="staff", now=session.ends_at)
    with transaction.atomic():
        [refund] = refund_order(payment.order, amount=payment.money, reason="kindness", now=session.ends_at)
        refund.payment = payment
        move_refund(refund, to=RefundStatus.COMPLETED, actor="staff", now=session.ends_at)
    settle(session.ends_at)
    assert rows() == [("ben-lind", 3, 3885), ("ben-lind", 3, -1295)]


def test_a_pack_is_earned_session_by_session(ask, settle, now):
    """440.00 over four sessions, net 407.03: a quarter each, the halves rounded singly."""
    agree("ana-keller", HALF)
    start = datetime(2027, 1, 18, 8, tzinfo=UTC)
    book(ask("coaching", variant="pack-4", starts_at=(start,)), **PAID, now=now)
    settle(start + timedelta(weeks=1, hours=2))
    assert rows() == [("ana-keller", 1, 5088)] * 2


def test_a_month_is_earned_with_its_first_session(ask, settle, now):
    agree("ana-keller", Pay(PayKind.FLAT, amount=200_000))
    start = datetime(2027, 1, 18, 8, tzinfo=UTC)
    book(ask("coaching", variant="pack-4", starts_at=(start,)), **PAID, now=now)
    settle(start + timedelta(weeks=3, hours=2))
    found = Earning.objects.order_by("pk").values_list("source", "amount")
    ana = Instructor.objects.get(slug="ana-keller").pk
    assert list(found) == [(f"month:2027-0{month}:{ana}:all", 200_000) for month in (1, 2)]


def test_the_database_refuses_to_change_what_was_earned(places, settle):
    agree("ben-lind", HALF)
    settle(places[0].session.ends_at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Earning.objects.update(amount=1)


def test_the_cost_of_a_session_does_not_follow_who_comes(ask, studio, now):
    session = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()
    counts = []
    for names in (("Adam",), ("Bea", "Cleo")):
        for name in names:
            book(ask("tuesday-flow", name=name, email=f"{name}@example.com"), **PAID, now=now)
        while complete_past(now=session.ends_at):
            pass
        with CaptureQueriesContext(
            connection,
        ) as queries:
            worth_of(session, pay=Pay(PayKind.PERCENTAGE, counts_absent=True), currency="CHF")
        counts.append(len(queries))
        Session.objects.filter(pk=session.pk).update(status="scheduled")
    assert counts[0] == counts[1] <= 6
