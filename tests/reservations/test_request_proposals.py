"""Coming to an agreement about a request: other times, questions and answers (BKG-4, NOT-1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from booking.audit.models import AuditRecord
from booking.calendars.models import Entry
from booking.core.consistency import find_faults
from booking.core.errors import AlreadyDone, Invalid, SlotTaken
from booking.people.models import Instructor
from booking.reservations.models import Booking, Proposal, RequestMessage
from booking.reservations.services import (
    accept_proposal,
    approve_booking,
    book,
    cancel_booking,
    decline_booking,
    decline_proposals,
    expire_overdue,
    propose_times,
    write_message,
)
from booking.reservations.states import Side
from booking.scheduling.models import Session
from tests.reservations.test_request_answers import NEXT_TUESDAY, PAID, STAFF, told

STAFF_SIDE = {"side": Side.STAFF, "actor": STAFF}
CUSTOMER = {"side": Side.CUSTOMER, "actor": "customer"}
WEDNESDAY = datetime(2027, 1, 20, 8, 0, tzinfo=UTC)
THURSDAY = datetime(2027, 1, 21, 13, 0, tzinfo=UTC)


def tentative() -> list[datetime]:
    return sorted(Entry.objects.filter(is_tentative=True).values_list("counted_at", flat=True))


def statuses(booking: Booking) -> list[str]:
    return list(Proposal.objects.filter(booking=booking).order_by("pk").values_list("status", flat=True))


def test_proposed_times_are_held_until_the_customer_chose(studio, asked, now):
    booking = asked()
    later = now + timedelta(hours=20)
    propose_times(booking, starts=[THURSDAY, WEDNESDAY], **STAFF_SIDE, now=later)
    booking.refresh_from_db()
    assert tentative() == [NEXT_TUESDAY, WEDNESDAY, THURSDAY]
    assert booking.hold_expires_at == later + timedelta(hours=48)
    assert set(Entry.objects.filter(is_tentative=True).values_list("expires_at", flat=True)) == {
        booking.hold_expires_at
    }
    assert find_faults(studio, now=now) == []


def test_accepting_moves_confirms_and_frees_the_others(studio, asked, now):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY, THURSDAY], **STAFF_SIDE, now=now)
    for _ in "12":
        accept_proposal(booking, starts_at=THURSDAY, **CUSTOMER, now=now)
    booking.refresh_from_db()
    session = Session.objects.get(seats__booking=booking)
    assert (booking.status, session.starts_at, session.ends_at) == (
        "confirmed",
        THURSDAY,
        THURSDAY + timedelta(hours=1),
    )
    assert list(Entry.objects.filter(source_id=session.pk).values_list("counted_at", "is_tentative")) == [
        (THURSDAY, False)
    ]
    assert (tentative(), statuses(booking)) == ([], ["ended", "accepted"])
    assert booking.order.payments.count() == 1
    actions = AuditRecord.objects.filter(subject_reference=booking.reference).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "booking.requested",
        "booking.times_proposed",
        "booking.moved",
        "booking.confirmed",
    ]
    assert find_faults(studio, now=now) == []


def test_declining_frees_the_times_and_what_was_asked_for_waits_on(asked, now):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY, THURSDAY], **STAFF_SIDE, now=now)
    for _ in "12":
        decline_proposals(booking, **CUSTOMER, now=now)
    assert (tentative(), statuses(booking)) == ([NEXT_TUESDAY], ["declined", "declined"])
    approve_booking(booking, actor=STAFF, now=now)
    assert Booking.objects.get(pk=booking.pk).status == "confirmed"


def test_both_sides_propose_in_turn_and_the_history_is_kept(asked, now):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now)
    propose_times(booking, starts=[THURSDAY], **CUSTOMER, now=now)
    propose_times(booking, starts=[WEDNESDAY, THURSDAY + timedelta(hours=1)], **STAFF_SIDE, now=now)
    assert statuses(booking) == ["replaced", "replaced", "open", "open"]
    with pytest.raises(Invalid):
        accept_proposal(booking, starts_at=WEDNESDAY, **STAFF_SIDE, now=now)
    with pytest.raises(AlreadyDone):
        accept_proposal(booking, starts_at=THURSDAY, **STAFF_SIDE, now=now)
    accept_proposal(booking, starts_at=WEDNESDAY, **CUSTOMER, now=now)
    assert statuses(booking) == ["replaced", "replaced", "accepted", "ended"]


def test_staff_accept_what_the_customer_proposes(asked, now):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY], **CUSTOMER, now=now)
    accept_proposal(booking, starts_at=WEDNESDAY, **STAFF_SIDE, now=now)
    assert Session.objects.get(seats__booking=booking).starts_at == WEDNESDAY


def test_customers_propose_what_is_offered_only(asked, now):
    booking = asked()
    evening = WEDNESDAY + timedelta(hours=11)
    with pytest.raises(SlotTaken):
        propose_times(booking, starts=[evening], **CUSTOMER, now=now)
    propose_times(booking, starts=[evening], **STAFF_SIDE, now=now)
    assert tentative() == [NEXT_TUESDAY, evening]


def test_what_is_booked_firmly_is_not_proposed(asked, ask, now):
    booking, other = asked(), asked(start=WEDNESDAY, email="max@example.com")
    approve_booking(other, actor=STAFF, now=now)
    with pytest.raises(SlotTaken):
        propose_times(booking, starts=[WEDNESDAY + timedelta(minutes=30)], **STAFF_SIDE, now=now)


def test_a_proposed_time_that_went_to_somebody_else_comes_with_others(asked, now):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now)
    approve_booking(asked(start=WEDNESDAY, email="max@example.com"), actor=STAFF, now=now)
    with pytest.raises(SlotTaken) as refusal:
        accept_proposal(booking, starts_at=WEDNESDAY, **CUSTOMER, now=now)
    assert refusal.value.extra["alternatives"]


@pytest.mark.parametrize("starts", [[], [NEXT_TUESDAY], [WEDNESDAY + timedelta(hours=n) for n in range(4)]])
def test_one_to_three_other_times_are_proposed(asked, now, starts):
    with pytest.raises(Invalid):
        propose_times(asked(), starts=starts, **STAFF_SIDE, now=now)


def test_packs_are_answered_as_they_were_asked(asked, ask, now):
    asked()
    pack = book(ask("coaching", variant="pack-4", starts_at=(WEDNESDAY,)), **PAID, now=now).booking
    with pytest.raises(Invalid):
        propose_times(pack, starts=[THURSDAY], **STAFF_SIDE, now=now)


@pytest.mark.parametrize("end", ["cancel", "decline", "expire", "approve"])
def test_whatever_ends_a_request_frees_what_was_proposed(studio, asked, now, end):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY, THURSDAY], **STAFF_SIDE, now=now)
    if end == "cancel":
        cancel_booking(booking, actor="customer", now=now)
    elif end == "decline":
        decline_booking(booking, actor=STAFF, reason="Away", now=now)
    elif end == "approve":
        approve_booking(booking, actor=STAFF, now=now)
    else:
        assert expire_overdue(now=now + timedelta(days=3)) == 1
    assert (tentative(), statuses(booking)) == ([], ["ended", "ended"])
    assert find_faults(studio, now=now) == [] or end == "expire"


def test_a_time_that_is_held_no_longer_cannot_be_accepted(asked, now):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now)
    with pytest.raises(AlreadyDone):
        accept_proposal(booking, starts_at=WEDNESDAY, **CUSTOMER, now=now + timedelta(hours=48))


def test_proposing_the_same_again_is_quiet(asked, now):
    booking = asked()
    for _ in "12":
        propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now)
    assert statuses(booking) == ["open"]


def test_both_sides_are_told_of_what_the_other_proposes(asked, now):
    booking = asked()
    told(now)
    propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now)
    assert told(now) == [("Other times for you: Coaching", "eve@example.com")]
    assert "Wednesday 20 January 2027, 09:00 to 10:00" in mail.outbox[0].body
    decline_proposals(booking, **CUSTOMER, now=now + timedelta(minutes=1))
    assert told(now + timedelta(minutes=1)) == [("None of your times: Coaching, Eve", "ana@harbour.example")]
    propose_times(booking, starts=[THURSDAY], **CUSTOMER, now=now + timedelta(minutes=2))
    assert told(now + timedelta(minutes=2)) == [("Other times proposed: Coaching, Eve", "ana@harbour.example")]
    decline_proposals(booking, **STAFF_SIDE, now=now + timedelta(minutes=3))
    assert told(now + timedelta(minutes=3)) == [("None of your times: Coaching", "eve@example.com")]


def test_questions_and_answers_reach_the_other_side_once(asked, now):
    booking = asked()
    told(now)
    later = now + timedelta(hours=10)
    for _ in "12":
        write_message(booking, text="Is it about your back?", **STAFF_SIDE, now=later)
    assert told(later) == [("A question about your request: Coaching", "eve@example.com")]
    assert "Is it about your back?" in mail.outbox[0].body
    write_message(booking, text="Yes, it is.", **CUSTOMER, now=later)
    assert told(later) == [("Eve wrote about a request: Coaching", "ana@harbour.example")]
    assert list(RequestMessage.objects.values_list("side", "text")) == [
        ("staff", "Is it about your back?"),
        ("customer", "Yes, it is."),
    ]
    booking.refresh_from_db()
    assert booking.hold_expires_at == later + timedelta(hours=48)


def test_nobody_writes_about_what_is_settled(asked, now):
    booking = asked()
    decline_booking(booking, actor=STAFF, reason="Away", now=now)
    for act in (
        lambda: write_message(booking, text="Why?", **CUSTOMER, now=now),
        lambda: propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now),
    ):
        with pytest.raises(AlreadyDone):
            act()


def test_no_mail_leaves_for_times_that_are_gone_again(asked, now):
    booking = asked()
    told(now)
    propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now)
    propose_times(booking, starts=[THURSDAY], **CUSTOMER, now=now)
    assert told(now) == [("Other times proposed: Coaching, Eve", "ana@harbour.example")]


def test_anybody_of_the_team_is_held_for_a_proposal(asked, now):
    booking = asked()
    propose_times(booking, starts=[WEDNESDAY], **STAFF_SIDE, now=now)
    ana = Instructor.objects.get(slug="ana-keller")
    assert Entry.objects.get(source_kind="proposal").owner == ana.calendar_owner
