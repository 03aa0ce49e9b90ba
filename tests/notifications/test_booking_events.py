"""What happens to bookings leads to mail, and only while its reason holds."""

from datetime import timedelta

import pytest
from django.db import transaction

from booking.core.events import deliver_due, publish
from booking.notifications.kinds import registry
from booking.notifications.models import Message
from booking.notifications.services import send_due
from booking.notifications.states import MessageStatus
from booking.reservations.events import BookingCancelled, BookingConfirmed
from booking.reservations.models import Booking, Seat
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Session, SessionFacilitator
from tests.notifications.bookings import FIRST, NOW, make_booking, make_instructor, make_sessions, queued

ADA, MIRA, NOEL = "ada@customers.example", "mira@lumen.example", "noel@lumen.example"


def confirm(booking: Booking, *, now=NOW) -> None:
    with transaction.atomic():
        publish(BookingConfirmed(booking_id=booking.pk), now=now)
    deliver_due(now=now)


def cancel(booking: Booking, *, now=NOW) -> None:
    """As the cancelling service leaves the rows."""
    with transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(status=BookingStatus.CANCELLED, ended_at=now)
        Seat.objects.filter(booking=booking).update(status=SeatStatus.RELEASED)
        publish(BookingCancelled(booking_id=booking.pk, actor="customer"), now=now)
    deliver_due(now=now)


def due_times(kind: str) -> list:
    return list(Message.objects.filter(kind=kind).order_by("due_at").values_list("due_at", flat=True))


def outcome(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("status", flat=True))


def test_confirmed_booking_tells_both_sides_and_reminds_both(lumen, booking):
    confirm(booking)

    assert queued(lumen) == [
        ("booking_confirmed", ADA),
        ("booking_received", MIRA),
        ("facilitator_reminder_1h", MIRA),
        ("facilitator_reminder_24h", MIRA),
        ("session_reminder_1h", ADA),
        ("session_reminder_24h", ADA),
    ]
    for side in ("session", "facilitator"):
        assert due_times(f"{side}_reminder_24h") == [FIRST - timedelta(hours=24)]
        assert due_times(f"{side}_reminder_1h") == [FIRST - timedelta(hours=1)]


def test_event_told_twice_mails_once(lumen, booking, mailoutbox):
    confirm(booking)
    confirm(booking)

    assert send_due(now=NOW) == 2
    assert [mail.to for mail in mailoutbox] == [[ADA], [MIRA]]
    assert Message.objects.count() == 6


def test_reminders_that_are_past_are_not_queued(lumen, booking):
    confirm(booking, now=FIRST - timedelta(hours=24))

    assert [kind for kind, _ in queued(lumen) if "24h" in kind] == []
    assert due_times("session_reminder_1h") == [FIRST - timedelta(hours=1)]


def test_every_session_has_its_reminders_and_every_place_only_one(lumen, yoga, mira):
    confirm(make_booking(yoga, make_sessions(yoga, mira, count=3), quantity=4))

    assert due_times("session_reminder_24h") == [FIRST + timedelta(weeks=week, hours=-24) for week in range(3)]
    assert Message.objects.filter(kind="booking_received").count() == 1


def test_facilitators_are_reminded_once_however_many_come(lumen, yoga, mira, mailoutbox):
    sessions = make_sessions(yoga, mira)
    noel = make_instructor("Noel Frey")
    SessionFacilitator.objects.create(session=sessions[0], instructor=noel, position=1)
    for name in ("Ada Meier", "Ben Koch", "Cleo Roth"):
        confirm(make_booking(yoga, sessions, name=name))

    send_due(now=FIRST - timedelta(hours=1))

    mails = [mail for mail in mailoutbox if mail.to[0].endswith("lumen.example") and "Reminder" in mail.subject]
    assert [mail.to[0] for mail in mails] == [MIRA, NOEL]
    for mail in mails:
        assert mail.subject == "Reminder: Morning Yoga, Wed 3 March, 18:00"
        assert mail.body.count("3 people are coming\n- Ada Meier\n- Ben Koch\n- Cleo Roth\n") == 1


def test_reminder_says_when_where_and_how_to_change(lumen, yoga, mira, mailoutbox):
    booking = make_booking(yoga, make_sessions(yoga, mira), timezone="America/New_York")
    confirm(booking)

    send_due(now=FIRST - timedelta(hours=24))

    [mail] = [mail for mail in mailoutbox if mail.to == [ADA] and "Reminder" in mail.subject]
    assert mail.subject == "Reminder: Morning Yoga, Wed 3 March, 12:00"
    html = mail.alternatives[0].content
    for text in (mail.body, html):
        assert text.count("Wednesday 3 March 2027, 12:00 to 13:00, New York time (UTC-05:00)") == 1
        assert text.count("At the venue: Wednesday 3 March 2027, 18:00 to 19:00, Zurich time (UTC+01:00)") == 1
        assert text.count(f"http://lumen.example/booking/{booking.reference}/?token=") == 1


def test_cancelled_booking_gets_no_confirmation_and_no_reminders(lumen, booking, mailoutbox):
    confirm(booking)
    cancel(booking)

    for moment in (NOW, FIRST - timedelta(hours=24), FIRST - timedelta(hours=1)):
        send_due(now=moment)

    assert [(mail.to[0], mail.subject) for mail in mailoutbox] == [
        (ADA, "Cancelled: Morning Yoga"),
        (MIRA, "Cancelled: Morning Yoga, Ada Meier"),
    ]
    for kind in ("booking_confirmed", "booking_received", "session_reminder_24h", "facilitator_reminder_1h"):
        assert outcome(kind) == [MessageStatus.DROPPED]


def test_same_mails_are_sent_while_the_booking_stands(lumen, booking, mailoutbox):
    confirm(booking)

    for moment in (NOW, FIRST - timedelta(hours=24), FIRST - timedelta(hours=1)):
        send_due(now=moment)

    assert [mail.to[0] for mail in mailoutbox] == [ADA, MIRA] * 3
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


def test_facilitator_is_still_reminded_of_who_is_left(lumen, yoga, mira, mailoutbox):
    sessions = make_sessions(yoga, mira)
    ada, ben = make_booking(yoga, sessions), make_booking(yoga, sessions, name="Ben Koch")
    confirm(ada)
    confirm(ben)
    cancel(ada)

    send_due(now=FIRST - timedelta(hours=1))

    [mail] = [mail for mail in mailoutbox if mail.to == [MIRA] and "Reminder" in mail.subject]
    assert mail.body.count("1 person is coming\n- Ben Koch\n") == 1


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({}, 1),
        ({"starts_at": FIRST + timedelta(days=1), "ends_at": FIRST + timedelta(days=1, hours=1)}, 0),
        ({"starts_at": FIRST - timedelta(days=1), "ends_at": FIRST}, 0),
        ({"status": "cancelled"}, 0),
    ],
)
def test_reminder_goes_out_only_while_the_session_stands_at_its_time(lumen, booking, mailoutbox, change, sent):
    confirm(booking)
    Session.objects.update(**change)

    send_due(now=FIRST - timedelta(hours=24))

    assert len([mail for mail in mailoutbox if mail.to == [ADA] and "Reminder" in mail.subject]) == sent


def test_place_given_up_alone_drops_its_reminder(lumen, booking):
    confirm(booking)
    Seat.objects.update(status=SeatStatus.EXCUSED)

    send_due(now=FIRST - timedelta(hours=24))

    assert outcome("session_reminder_24h") == outcome("facilitator_reminder_24h") == [MessageStatus.DROPPED]


def test_facilitator_who_was_replaced_is_not_reminded(lumen, booking):
    confirm(booking)
    SessionFacilitator.objects.all().delete()

    send_due(now=FIRST - timedelta(hours=24))

    assert outcome("facilitator_reminder_24h") == [MessageStatus.DROPPED]
    assert outcome("session_reminder_24h") == [MessageStatus.SENT]


def test_reminder_that_comes_too_late_gives_way_to_the_next(lumen, booking):
    confirm(booking)

    send_due(now=FIRST - timedelta(minutes=50))

    assert outcome("session_reminder_24h") == [MessageStatus.DROPPED]
    assert outcome("session_reminder_1h") == [MessageStatus.SENT]


def test_late_reminder_is_sent_until_the_session_begins(lumen, booking):
    kind = registry.get("session_reminder_1h")()
    [seat] = Seat.objects.all()

    moments = [timedelta(hours=-1, seconds=-1), timedelta(hours=-1), timedelta(seconds=-1), timedelta()]
    assert [kind.is_still_due(seat.pk, now=FIRST + moment) for moment in moments] == [False, True, True, False]


@pytest.mark.parametrize("kind", registry.names())
def test_no_kind_has_a_reason_for_what_is_gone(lumen, kind):
    if kind != "postcard":
        assert registry.get(kind)().is_still_due(987654, now=NOW) is False


@pytest.mark.parametrize("kind", registry.names())
def test_every_kind_is_registered_under_its_name(kind):
    entry = registry.get(kind)
    assert entry.name == kind
    folder = f"notifications/{entry.folder or kind}"
    assert [entry.subject_template, entry.text_template, entry.html_template] == [
        f"{folder}/subject.txt",
        f"{folder}/body.txt",
        f"{folder}/body.html",
    ]
