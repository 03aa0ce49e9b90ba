"""Giving up a part of a booking: money by the sessions that are left unused (BKG-8, PAY-10, REQUIREMENTS Settled)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.accounts.models import Organization
from booking.audit.models import AuditRecord
from booking.core.consistency import find_faults
from booking.core.errors import Invalid, NotAllowed
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.reservations.models import Modification, Seat
from booking.reservations.seating import Part
from booking.reservations.selectors import preview_cancel
from booking.reservations.services import book, cancel_booking, cancel_part, reschedule_session, waive_part
from booking.scheduling.models import Session

MONDAY_NINE = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
BY_CUSTOMER = {"actor": "customer"}


def faults(now):
    """But for the mails, which nobody sends here."""
    found = find_faults(Organization.objects.get(slug="harbour"), now=now)
    return [fault for fault in found if fault.check != "late_delivery"]


def sessions_of(booking):
    kept = Session.objects.filter(seats__booking=booking, seats__status="booked").distinct()
    return list(kept.order_by("starts_at"))


def pay(booking, now):
    payment = Payment.objects.get(order=booking.order, status="pending")
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)


@pytest.fixture
def pack(ask, now):
    """Four weekly sessions for CHF 440.00, of which CHF 140.00 are asked for at once."""
    asked = ask("coaching", variant="pack-4", starts_at=(MONDAY_NINE,))
    return book(asked, provider="transfer", **BY_CUSTOMER, now=now).booking


@pytest.fixture
def pair(ask, now):
    return book(ask("tuesday-flow", quantity=2), provider="transfer", **BY_CUSTOMER, now=now).booking


def test_one_session_goes_and_the_others_stay(pack, now):
    pay(pack, now)
    third = sessions_of(pack)[2]
    cancel_part(pack, part=Part(third.reference, "this"), **BY_CUSTOMER, now=now)
    pack.refresh_from_db()
    assert [session.starts_at for session in sessions_of(pack)] == [MONDAY_NINE + n * WEEK for n in (0, 1, 3)]
    assert [(refund.amount, refund.status) for refund in Refund.objects.all()] == [(14000 // 4, "pending")]
    assert (pack.status, pack.order.total, pack.order.taken_off) == ("confirmed", 33000, 11000)
    assert (Session.objects.get(pk=third.pk).status, faults(now)) == ("cancelled", [])


def test_this_and_following_go(pack, now):
    second = sessions_of(pack)[1]
    cancel_part(pack, part=Part(second.reference, "following"), **BY_CUSTOMER, now=now)
    assert [session.starts_at for session in sessions_of(pack)] == [MONDAY_NINE]
    pack.order.refresh_from_db()
    # Nothing was paid: what is still asked for is no more than the first session costs.
    assert (pack.order.total, pack.order.due_now, Refund.objects.count()) == (11000, 11000, 0)
    assert list(Payment.objects.order_by("pk").values_list("status", "amount")) == [("void", 14000), ("pending", 11000)]
    assert faults(now) == []


def test_percentage_and_fee_follow_the_notice_of_each_session(pack, now):
    pay(pack, now)
    # The first in 23 hours: nothing back, and a fee. The second in more than a week: all of it.
    late = MONDAY_NINE - timedelta(hours=23)
    first, second = sessions_of(pack)[:2]
    cancel_part(pack, part=Part(second.reference, "this"), **BY_CUSTOMER, now=late)
    cancel_part(pack, part=Part(first.reference, "this"), **BY_CUSTOMER, now=late)
    assert [refund.amount for refund in Refund.objects.order_by("pk")] == [3500]
    pack.order.refresh_from_db()
    # 440 for four, 110 less for the second, nothing off for the first.
    assert (pack.order.total, faults(late)) == (33000, [])


def test_one_after_the_other_costs_what_all_at_once_costs(pack, now):
    pay(pack, now)
    early = MONDAY_NINE - timedelta(hours=30)
    at_once = preview_cancel(pack, now=early).refund
    for session in sessions_of(pack):
        cancel_part(pack, part=Part(session.reference, "this"), **BY_CUSTOMER, now=early)
    pack.refresh_from_db()
    assert sum(refund.amount for refund in Refund.objects.all()) == at_once.minor
    assert (pack.status, faults(early)) == ("cancelled", [])


def test_the_last_part_ends_the_booking(pack, now):
    cancel_part(pack, part=Part(sessions_of(pack)[0].reference, "following"), **BY_CUSTOMER, now=now)
    pack.refresh_from_db()
    assert (pack.status, pack.order.status, faults(now)) == ("cancelled", "void", [])


def test_what_was_used_stays_paid_when_the_rest_is_cancelled(pack, now):
    pay(pack, now)
    between = MONDAY_NINE + timedelta(days=2)
    preview = preview_cancel(pack, now=between)
    # Of 140 paid for four sessions three are left: one in five days at half, two later in full.
    assert (preview.allowed, preview.refund.minor) == (True, 3500 // 2 + 7000)
    cancel_booking(pack, **BY_CUSTOMER, now=between)
    pack.refresh_from_db()
    assert (pack.status, pack.order.total) == ("cancelled", 44000 - 11000 // 2 - 22000)
    assert faults(between) == []


def test_one_person_of_two_stays_at_home(pair, now):
    pay(pair, now)
    cancel_part(pair, part=Part(places=1), **BY_CUSTOMER, now=now)
    pair.refresh_from_db()
    assert (pair.status, Seat.objects.get(booking=pair, status="booked").number) == ("confirmed", 1)
    assert Session.objects.get(pk=sessions_of(pair)[0].pk).taken == 1
    assert ([refund.amount for refund in Refund.objects.all()], faults(now)) == ([2800], [])
    with pytest.raises(Invalid):
        cancel_part(pair, part=Part(places=2), **BY_CUSTOMER, now=now)


def test_a_session_that_moved_keeps_its_share(pack, now):
    pay(pack, now)
    first = sessions_of(pack)[0]
    reschedule_session(pack, session=first.reference, starts_at=MONDAY_NINE + 5 * WEEK, **BY_CUSTOMER, now=now)
    cancel_part(pack, part=Part(sessions_of(pack)[-1].reference, "this"), **BY_CUSTOMER, now=now)
    assert ([refund.amount for refund in Refund.objects.all()], faults(now)) == ([3500], [])


def test_giving_up_the_same_session_twice_is_quiet(pack, now):
    part = Part(sessions_of(pack)[0].reference, "this")
    for _ in range(2):
        cancel_part(pack, part=part, **BY_CUSTOMER, now=now)
    assert (Modification.objects.count(), len(sessions_of(pack))) == (1, 3)


def test_what_was_sold_as_a_whole_goes_as_a_whole(ask, now):
    retreat = book(ask("june-retreat"), provider="transfer", **BY_CUSTOMER, now=now).booking
    with pytest.raises(Invalid, match="all dates"):
        cancel_part(retreat, part=Part(sessions_of(retreat)[0].reference, "this"), **BY_CUSTOMER, now=now)
    cancel_part(retreat, part=Part(), **BY_CUSTOMER, now=now)
    retreat.refresh_from_db()
    assert retreat.status == "cancelled"


def test_what_has_begun_cannot_be_given_up(pair):
    with pytest.raises(NotAllowed, match="already begun"):
        cancel_part(pair, part=Part(), **BY_CUSTOMER, now=sessions_of(pair)[0].starts_at)


def test_staff_let_somebody_off_for_a_reason(pack, now):
    pay(pack, now)
    late, first = MONDAY_NINE - timedelta(hours=2), sessions_of(pack)[0]
    part = Part(first.reference, "this")
    with pytest.raises(Invalid):
        waive_part(pack, part=part, actor="staff:1", reason=" ", now=late)
    changed = waive_part(pack, part=part, actor="staff:1", reason="in hospital", now=late)
    assert [refund.amount for refund in Refund.objects.all()] == [3500]
    assert changed.warnings == ("The policy gives back CHF 0.00 and asks for a fee of CHF 20.00.",)
    record = AuditRecord.objects.get(action="booking.policy_overruled")
    assert (record.actor, record.reason, record.changes) == (
        "staff:1",
        "in hospital",
        {"warnings": [*changed.warnings]},
    )
