"""Who has booked a date that the studio changes goes along, is told, may leave freely or is refunded (BKG-16)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.core.consistency import find_faults
from booking.core.errors import SlotTaken
from booking.core.events import deliver_due
from booking.notifications.kinds import registry
from booking.notifications.letters import write_letter
from booking.notifications.models import Message
from booking.offerings.models import Offering
from booking.payments.models import Payment, Refund
from booking.payments.selectors import paid_for
from booking.payments.services import record_payment
from booking.people.models import Instructor
from booking.reservations.models import Booking, Modification, Seat
from booking.reservations.selectors import preview_cancel
from booking.reservations.services import book, cancel_booking, confirm_booking, hold_booking
from booking.scheduling.models import Series, Session
from booking.scheduling.services import (
    call_off_following,
    call_off_run,
    call_off_session,
    move_following,
    move_session,
    restaff_session,
    save_series,
)

PAID = {"provider": "transfer", "actor": "customer"}
STAFF = {"actor": "staff:1", "reason": "Ben is away"}


@pytest.fixture(autouse=True)
def consistent(studio, now):
    yield
    assert find_faults(studio, now=now) == []


@pytest.fixture
def booked(ask, now):
    """Eve's two places in the first Tuesday, paid for."""
    booking = book(ask("tuesday-flow", quantity=2), **PAID, now=now).booking
    pay(booking, now=now)
    return booking


@pytest.fixture
def retreat(ask, now):
    """Eve's eight meetings for 890.00, paid for."""
    booking = book(ask("june-retreat"), **PAID, now=now).booking
    pay(booking, now=now)
    return booking


def pay(booking, *, now):
    """All of it, whatever was due at booking."""
    rest = booking.order.total - booking.order.due_now
    if rest:
        values = {"provider": "transfer", "currency": "CHF", "created_at": now}
        Payment.objects.create(order=booking.order, amount=rest, **values)
    for payment in Payment.objects.filter(order=booking.order, status="pending"):
        record_payment(payment, amount=payment.amount, actor="staff:1", now=now)


def session_of(booking):
    return Session.objects.filter(seats__booking=booking).order_by("starts_at").first()


def deliver(now):
    while deliver_due(now=now):
        pass


def letters(kind):
    return [write_letter(message, kind=registry.get(kind)()) for message in Message.objects.filter(kind=kind)]


def to_wednesday(booking, now):
    session = session_of(booking)
    return move_session(session, to=session.starts_at + timedelta(days=1), now=now, **STAFF)


def test_bookings_move_along_and_their_customers_are_told(booked, now):
    deliver(now)
    moved = to_wednesday(booked, now)
    deliver(now)
    assert {seat.session_id for seat in Seat.objects.filter(booking=booked, status="booked")} == {moved.pk}
    [letter] = letters("date_moved")
    assert letter.recipient == "eve@example.com"
    assert "Wednesday 6 January 2027" in letter.text and "Tuesday 5 January 2027" in letter.text
    assert "Ben is away" in letter.text and "free of charge" in letter.text
    calendar = letter.attachments[0][1].replace(b"\r\n ", b"").decode()
    assert "SEQUENCE:1" in calendar and "20270106T180000" in calendar
    assert [letter.recipient for letter in letters("date_news")] == ["ben@harbour.example"]
    modification = Modification.objects.get(booking=booked)
    assert (modification.kind, modification.actor) == ("date_moved", "staff:1")


def test_who_holds_many_dates_that_move_is_told_once(booked, now):
    deliver(now)
    session = session_of(booked)
    moved = move_following(session, to=session.starts_at + timedelta(days=1), now=now, **STAFF)
    deliver(now)
    [letter] = letters("date_news")
    assert len(moved) > 12
    assert letter.text.count("* Wednesday") == 12
    assert f"{len(moved)} dates stand now" in letter.text and f"And {len(moved) - 12} more." in letter.text


def test_reminders_follow_the_new_time(booked, now):
    deliver(now)
    moved = to_wednesday(booked, now)
    deliver(now)
    due = Message.objects.filter(kind="session_reminder_1h").values_list("due_at", flat=True)
    assert moved.starts_at - timedelta(hours=1) in due


def test_who_was_moved_may_leave_freely(booked, now):
    session = session_of(booked)
    late = session.starts_at - timedelta(hours=1)
    Booking.objects.filter(pk=booked.pk).update(policy={"cancel_until_hours": 48, "late_cancel_fee": 1000})
    booked.refresh_from_db()
    assert str(preview_cancel(booked, now=late).refund) == "CHF 0.00"
    restaff_session(session, team=[Instructor.objects.get(slug="ana-keller")], now=now, **STAFF)
    preview = preview_cancel(booked, now=late)
    assert (str(preview.refund), str(preview.fee)) == ("CHF 56.00", "CHF 0.00")
    cancel_booking(booked, actor="customer", now=late)
    assert [refund.amount for refund in Refund.objects.all()] == [5600]
    deliver(late)
    [letter] = letters("booking_cancelled")
    assert "CHF 56.00" in letter.text


def test_only_the_share_of_what_was_changed_is_free(retreat, now):
    Booking.objects.filter(pk=retreat.pk).update(policy={"refund_tiers": [{"until_hours": 0, "percent": 50}]})
    retreat.refresh_from_db()
    first = session_of(retreat)
    move_session(first, to=first.starts_at - timedelta(hours=1), now=now, **STAFF)
    # 890.00 in eight parts: 111.25 in full, half of the other seven.
    assert str(preview_cancel(retreat, now=now).refund) == "CHF 500.63"


def test_a_held_time_that_moves_is_given_up(ask, now):
    held = hold_booking(ask("tuesday-flow"), now=now).booking
    to_wednesday(held, now)
    with pytest.raises(SlotTaken):
        confirm_booking(held, **PAID, now=now)
    assert Booking.objects.get().status == "expired"


def test_a_date_that_is_called_off_is_refunded_in_full(booked, now):
    session = session_of(booked)
    call_off_session(session, now=now, **STAFF)
    deliver(now)
    booked.refresh_from_db()
    assert (booked.status, booked.end_reason) == ("cancelled", "Ben is away")
    assert [refund.amount for refund in Refund.objects.all()] == [5600]
    assert Session.objects.get(pk=session.pk).taken == 0
    [letter] = letters("date_called_off")
    assert "We refund CHF 56.00" in letter.text and "Ben is away" in letter.text
    assert b"STATUS:CANCELLED" in letter.attachments[0][1] and b"METHOD:CANCEL" in letter.attachments[0][1]
    assert letters("booking_cancelled") == []


def test_a_date_that_nobody_paid_for_is_owed_no_more(ask, now):
    booking = book(ask("tuesday-flow"), **PAID, now=now).booking
    call_off_session(session_of(booking), now=now, **STAFF)
    booking.refresh_from_db()
    assert (booking.status, booking.order.status, Payment.objects.get().status) == ("cancelled", "void", "void")


def test_some_dates_of_many_go_back_by_their_share(retreat, now):
    last = Session.objects.filter(seats__booking=retreat).order_by("starts_at")
    for session in (last[0], last[7]):
        call_off_session(session, now=now, **STAFF)
    retreat.refresh_from_db()
    assert (retreat.status, Seat.objects.filter(booking=retreat, status="booked").count()) == ("confirmed", 6)
    assert sum(refund.amount for refund in Refund.objects.all()) == 22250
    assert retreat.order.total == 66750
    deliver(now)
    assert "The rest of your booking stands" in letters("date_called_off")[0].text


def test_a_deposit_goes_back_by_its_share_and_the_rest_is_owed_no_more(ask, now):
    booking = book(ask("june-retreat"), **PAID, now=now).booking
    record_payment(Payment.objects.get(), amount=20000, actor="staff:1", now=now)
    meetings = Session.objects.filter(seats__booking=booking).order_by("starts_at")
    call_off_following(meetings[2], now=now, **STAFF)
    booking.refresh_from_db()
    # Two of eight are left, for 222.50 and with 50.00 paid for them.
    assert (booking.order.total, booking.status, str(paid_for(booking.order))) == (22250, "confirmed", "CHF 50.00")
    call_off_session(meetings[0], now=now, **STAFF)
    booking.order.refresh_from_db()
    assert (booking.order.total, str(paid_for(booking.order)), booking.order.status) == (11125, "CHF 25.00", "open")


def test_calling_off_everything_ends_each_booking_with_one_letter(retreat, now):
    call_off_run(Offering.objects.get(slug="june-retreat"), now=now, **STAFF)
    deliver(now)
    retreat.refresh_from_db()
    assert retreat.status == "cancelled"
    assert sum(refund.amount for refund in Refund.objects.all()) == 89000
    [letter] = letters("date_called_off")
    assert "We refund CHF 890.00" in letter.text
    assert len(letter.attachments) == 8


def test_following_dates_move_with_one_letter(retreat, now):
    first = session_of(retreat)
    move_following(first, to=first.starts_at + timedelta(minutes=30), now=now, **STAFF)
    deliver(now)
    [letter] = letters("date_moved")
    assert letter.text.count("Was:") == 8


@pytest.mark.parametrize("word", ["move", "skip"])
def test_the_studios_file_does_the_same_to_a_booked_date_it_names(booked, now, word):
    series = Series.objects.get(offering__slug="tuesday-flow")
    named = {"move": [{"from": "2027-01-05", "to": "2027-01-06T18:00"}], "skip": ["2027-01-05"]}[word]
    pattern = {**series.pattern, word: [*series.pattern[word], *named]}
    save_series(series.offering, pattern=pattern, timezone=series.timezone, now=now)
    deliver(now)
    booked.refresh_from_db()
    session = session_of(booked)
    expected = {
        "move": ("confirmed", "scheduled", datetime(2027, 1, 6, 17, tzinfo=UTC), 1, 0, 0),
        "skip": ("cancelled", "cancelled", datetime(2027, 1, 5, 17, tzinfo=UTC), 0, 1, 1),
    }
    found = (booked.status, session.status, session.starts_at, len(letters("date_moved")))
    assert (*found, len(letters("date_called_off")), Refund.objects.count()) == expected[word]
