"""Answering requests: approving, declining, withdrawing, each of them once (BKG-4, NOT-1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from booking.audit.models import AuditRecord
from booking.calendars.models import Entry
from booking.core.consistency import find_faults
from booking.core.errors import AlreadyDone, SlotTaken
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.services import (
    approve_booking,
    book,
    cancel_booking,
    decline_booking,
    expire_overdue,
    hold_booking,
)
from booking.scheduling.models import Session

NEXT_TUESDAY = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
PAID = {"provider": "transfer", "actor": "customer"}
STAFF = "staff:1"


def told(now) -> list[tuple[str, str]]:
    """Subjects with their readers, of all that is owed until now."""
    mail.outbox.clear()
    while deliver_due(now=now):
        pass
    while send_due(now=now):
        pass
    return sorted((message.subject, message.to[0]) for message in mail.outbox)


def test_approving_confirms_and_asks_for_the_money(studio, asked, now):
    booking = approve_booking(asked(), actor=STAFF, now=now)
    booking.refresh_from_db()
    assert (booking.status, booking.type, booking.hold_expires_at) == ("confirmed", "request", None)
    entry = Entry.objects.get(counted_at=NEXT_TUESDAY)
    assert (entry.is_tentative, entry.expires_at) == (False, None)
    assert [(p.provider, p.status) for p in booking.order.payments.all()] == [("transfer", "pending")]
    moves = AuditRecord.objects.filter(subject_reference=booking.reference).order_by("pk")
    assert [(m.action, m.actor) for m in moves] == [("booking.requested", "customer"), ("booking.confirmed", STAFF)]
    assert find_faults(studio, now=now) == []


def test_approving_twice_is_quiet(asked, now):
    booking = asked()
    for _ in "12":
        approve_booking(Booking.objects.get(pk=booking.pk), actor=STAFF, now=now)
    assert booking.order.payments.count() == 1


def test_the_second_request_for_a_time_is_told_what_is_free_instead(asked, now):
    first, second = asked(), asked(email="max@example.com")
    approve_booking(first, actor=STAFF, now=now)
    with pytest.raises(SlotTaken) as refusal:
        approve_booking(second, actor=STAFF, now=now)
    free = refusal.value.extra["alternatives"]
    assert [datetime.fromisoformat(slot["start"]) for slot in free] == [
        NEXT_TUESDAY + timedelta(minutes=minutes) for minutes in (60, 90, 120, 150, 180)
    ]
    assert {slot["booking"] for slot in free} == {"request"}
    second.refresh_from_db()
    assert second.status == "requested"
    decline_booking(second, actor=STAFF, reason="Somebody was faster.", now=now)
    assert Entry.objects.filter(counted_at=NEXT_TUESDAY).count() == 1


def test_a_hold_that_ran_out_is_not_in_the_way_of_approving(studio, asked, ask, now):
    booking = asked()
    late = now - timedelta(minutes=30)
    Instructor.objects.get(slug="ana-keller").schedule.__class__.objects.update(firm=True)
    Entry.objects.filter(counted_at=NEXT_TUESDAY).update(is_tentative=True, expires_at=late)
    hold = hold_booking(ask("coaching", starts_at=(NEXT_TUESDAY,), email="max@example.com"), now=late).booking
    Entry.objects.filter(source_id=booking.seats.get().session_id).update(expires_at=booking.hold_expires_at)
    approve_booking(booking, actor=STAFF, now=now)
    assert [Booking.objects.get(pk=each.pk).status for each in (booking, hold)] == ["confirmed", "expired"]


def test_what_ran_out_is_not_approved_whether_swept_or_not(asked, now):
    booking = asked()
    with pytest.raises(AlreadyDone):
        approve_booking(booking, actor=STAFF, now=booking.hold_expires_at)
    expire_overdue(now=booking.hold_expires_at)
    with pytest.raises(AlreadyDone):
        approve_booking(Booking.objects.get(pk=booking.pk), actor=STAFF, now=booking.hold_expires_at)


def test_a_hold_at_the_till_is_not_approved(studio, asked, ask, now):
    asked()
    hold = hold_booking(ask("coaching", starts_at=(NEXT_TUESDAY,)), now=now).booking
    for answer in (approve_booking, decline_booking):
        with pytest.raises(AlreadyDone):
            answer(hold, actor=STAFF, now=now, **({"reason": "no"} if answer is decline_booking else {}))


def test_declining_frees_the_time_and_keeps_the_reason(studio, asked, now):
    booking = asked()
    for _ in "12":
        decline_booking(booking, actor=STAFF, reason="I am away.", now=now)
    booking.refresh_from_db()
    assert (booking.status, booking.end_reason, booking.order.status) == ("declined", "I am away.", "void")
    assert not Entry.objects.filter(counted_at=NEXT_TUESDAY).exists()
    assert AuditRecord.objects.filter(action="booking.declined").count() == 1
    assert find_faults(studio, now=now) == []


def test_places_on_request_stay_taken_once_approved(ask, now):
    Offering.objects.filter(slug="tuesday-flow").update(approval=True)
    booking = book(ask("tuesday-flow", quantity=2), **PAID, now=now).booking
    approve_booking(booking, actor=STAFF, now=now)
    session = Session.objects.get(pk=booking.seats.first().session_id)
    assert (session.taken, Entry.objects.filter(source_id=session.pk).count() > 0) == (2, True)
    assert expire_overdue(now=now + timedelta(days=9)) == 0


def test_both_sides_are_told_of_a_request_and_of_its_answer(asked, now):
    booking = asked()
    assert told(now) == [
        ("Please answer: Coaching, Eve", "ana@harbour.example"),
        ("We got your request: Coaching", "eve@example.com"),
    ]
    approve_booking(booking, actor=STAFF, now=now)
    assert told(now) == [
        ("New booking: Coaching, Eve", "ana@harbour.example"),
        ("You are booked: Coaching", "eve@example.com"),
    ]


def test_facilitators_are_led_to_their_desk(asked, now):
    booking = asked()
    told(now)
    [letter] = [message.body for message in mail.outbox if message.to == ["ana@harbour.example"]]
    assert f"/admin/studio/requests/{booking.reference}/" in letter


def test_whoever_is_declined_is_told_why(asked, now):
    booking = asked()
    told(now)
    decline_booking(booking, actor=STAFF, reason="I am away that week.", now=now)
    assert told(now) == [("Not possible: Coaching", "eve@example.com")]
    assert "I am away that week." in mail.outbox[0].body


def test_whoever_hears_nothing_is_told_that_it_is_off(asked, now):
    """The worker was away for a day; the deadline stays what it was."""
    booking = asked()
    told(now)
    late = booking.hold_expires_at + timedelta(days=1)
    expire_overdue(now=late)
    assert told(late) == [("No answer in time: Coaching", "eve@example.com")]


def test_whoever_left_the_till_hears_nothing(asked, ask, now):
    hold_booking(ask("lesson", starts_at=(NEXT_TUESDAY,)), now=now)
    expire_overdue(now=now + timedelta(hours=1))
    assert told(now + timedelta(hours=1)) == []


def test_withdrawing_tells_who_was_asked(asked, now):
    booking = asked()
    told(now)
    cancel_booking(booking, actor="customer", now=now)
    assert told(now) == [("Withdrawn: Coaching, Eve", "ana@harbour.example")]


def test_nobody_is_asked_for_what_was_withdrawn_meanwhile(asked, now):
    cancel_booking(asked(), actor="customer", now=now)
    assert told(now) == [("Withdrawn: Coaching, Eve", "ana@harbour.example")]
