"""PAY-11, CAT-7: not coming and cancelling late cost what was agreed, a few times a month nothing, or are waived."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.billing.models import Order
from booking.core.consistency import find_faults
from booking.core.errors import Invalid, NotAllowed
from booking.core.events import deliver_due
from booking.notifications.models import Message
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.selectors import preview_cancel
from booking.reservations.services import (
    book,
    cancel_booking,
    charge_due_fees,
    check_in,
    complete_past,
    mark_no_show,
    waive_fees,
)
from tests.reservations.conftest import PAID

pytestmark = pytest.mark.django_db
STAFF = {"actor": "staff:1"}
MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)
WAIVED = {"actor": "staff:1", "reason": "Was ill"}


@pytest.fixture
def lesson(ask, now):
    """A coaching with Ana: CHF 40.00 for not coming, CHF 20.00 for cancelling within a day."""

    def make(at: datetime = MONDAY, *, lenient: int = 0) -> Booking:
        booking = book(ask("coaching", starts_at=(at,)), **PAID, now=now).booking
        booking.policy["leniency_per_month"] = lenient
        booking.save(update_fields=["policy"])
        return booking

    return make


def seats_of(booking: Booking) -> list[Seat]:
    return list(Seat.objects.filter(booking=booking).select_related("booking", "session"))


def follow(now: datetime) -> None:
    while deliver_due(now=now):
        pass


def miss(booking: Booking) -> datetime:
    """Ana notes when it ends that nobody came; returns that moment."""
    [seat] = seats_of(booking)
    mark_no_show([seat], **STAFF, now=seat.session.ends_at)
    follow(seat.session.ends_at)
    return seat.session.ends_at


def states() -> list[tuple[str, int]]:
    return list(Fee.objects.order_by("pk").values_list("status", "amount"))


def kinds() -> list[str]:
    mails = Message.objects.filter(kind__startswith="fee_").order_by("pk")
    return list(mails.values_list("kind", flat=True))


def test_not_coming_is_charged_when_nobody_waived_it(studio, lesson):
    booking = lesson()
    noted = miss(booking)
    fee = Fee.objects.get()
    assert (fee.status, fee.due_at, kinds()) == ("pending", noted + timedelta(hours=48), ["fee_noted"])
    assert charge_due_fees(now=fee.due_at - timedelta(seconds=1)) == 0
    assert [charge_due_fees(now=fee.due_at) for _ in range(2)] == [1, 0]
    follow(fee.due_at)
    order = Order.objects.exclude(pk=booking.order_id).get()
    payment = Payment.objects.get(order=order)
    assert (order.total, payment.amount, payment.provider) == (4000, 4000, "transfer")
    assert (states(), kinds()) == ([("charged", 4000)], ["fee_noted", "fee_charged"])
    with pytest.raises(NotAllowed):
        waive_fees(booking, **WAIVED, now=fee.due_at)


def test_staff_waive_it_with_a_reason_until_then(lesson):
    booking = lesson()
    noted = miss(booking)
    with pytest.raises(Invalid):
        waive_fees(booking, actor="staff:1", reason=" ", now=noted)
    with pytest.raises(NotAllowed):
        waive_fees(booking, **WAIVED, now=noted + timedelta(hours=48))
    assert [len(waive_fees(booking, **WAIVED, now=noted)) for _ in range(2)] == [1, 0]
    follow(noted)
    assert charge_due_fees(now=noted + timedelta(days=9)) == 0
    assert (Fee.objects.get().reason, states(), kinds()) == ("Was ill", [("waived", 4000)], ["fee_noted", "fee_waived"])


def test_a_mistake_at_the_door_costs_nothing(studio, lesson):
    """Not even after it was charged and paid: the money goes back."""
    booking = lesson()
    noted = miss(booking)
    check_in(seats_of(booking), **STAFF, now=noted)
    follow(noted)
    assert states() == [("dropped", 4000)]
    mark_no_show(seats_of(booking), **STAFF, now=noted)
    follow(noted)
    due = Fee.objects.get().due_at
    charge_due_fees(now=due)
    payment = record_payment(Payment.objects.get(amount=4000), amount=4000, actor="staff:1", now=due)
    check_in(seats_of(booking), **STAFF, now=due)
    follow(due)
    assert (states(), Refund.objects.get(payment=payment).amount) == ([("dropped", 4000)], 4000)
    assert [found for found in find_faults(studio, now=due) if found.check in ("charged_fee", "paid_order")] == []


def test_a_completed_session_charges_who_was_not_checked_in(ask, studio, lesson, now):
    """Once for a booking, however many of its people stayed away; who agreed to nothing pays nothing."""
    free = book(ask("tuesday-flow", quantity=2), **PAID, now=now).booking
    paying = book(ask("tuesday-flow", email="zoe@example.com", quantity=2), **PAID, now=now).booking
    Booking.objects.filter(pk=paying.pk).update(policy={"no_show_fee": 500})
    [first, *_] = seats_of(free)
    check_in([first], **STAFF, now=first.session.starts_at)
    while complete_past(now=first.session.ends_at):
        pass
    follow(first.session.ends_at)
    assert list(Fee.objects.values_list("booking__email", "amount")) == [("zoe@example.com", 500)]


def test_so_many_a_month_are_free_late_cancellations_and_absences_together(lesson, now):
    """On the studio's calendar: the last evening of January is not February yet."""
    late = MONDAY - timedelta(hours=5)
    first = lesson(lenient=2)
    preview = preview_cancel(first, now=late)
    assert (preview.fee.minor, preview.spared.minor, preview.still_due.minor) == (0, 2000, 0)
    cancel_booking(first, actor="customer", now=late)
    second, third = lesson(MONDAY + timedelta(days=1), lenient=2), lesson(MONDAY + timedelta(days=2), lenient=2)
    miss(second)
    assert states() == [("spared", 2000), ("spared", 4000)]
    assert preview_cancel(third, now=MONDAY + timedelta(days=2, hours=-5)).fee.minor == 2000
    miss(third)
    assert states()[2:] == [("pending", 4000)]
    spring = lesson(MONDAY + timedelta(days=14), lenient=2)
    assert preview_cancel(spring, now=datetime(2027, 1, 31, 22, 59, tzinfo=UTC)).spared.minor == 0
    assert preview_cancel(spring, now=datetime(2027, 1, 31, 23, 0, tzinfo=UTC)).spared.minor == 2000


def test_somebody_else_is_let_off_for_themselves(ask, lesson, now):
    miss(lesson(lenient=1))
    other = book(ask("coaching", email="zoe@example.com", starts_at=(MONDAY + timedelta(days=1),)), **PAID, now=now)
    Booking.objects.filter(pk=other.booking.pk).update(policy={"no_show_fee": 500, "leniency_per_month": 1})
    miss(Booking.objects.get(pk=other.booking.pk))
    assert states() == [("spared", 4000), ("spared", 500)]
