import logging
from datetime import timedelta

import pytest

from booking.core.tenancy import acting_for
from booking.notifications.models import Message
from booking.notifications.services import queue_message, send_due
from booking.notifications.services.leasing import lease_message, postpone_message, settle_message
from booking.notifications.states import MessageStatus
from tests.notifications.bookings import NOW, make_studio


@pytest.fixture(autouse=True)
def quiet_log(caplog):
    caplog.set_level(logging.CRITICAL, logger="booking.notifications")


def queue(kind: str, number: int = 1, **fields) -> Message:
    values = {"recipient": f"reader{number}@customers.example", "subject_id": number, "effect": f"card:{number}"}
    return queue_message(kind, **{**values, "language": "en", "due_at": NOW, "now": NOW, **fields})


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_due_message_is_sent_once(lumen, postcard, mailoutbox):
    message = queue(postcard)

    assert [send_due(now=NOW), send_due(now=NOW + timedelta(days=1))] == [1, 0]

    assert [mail.to for mail in mailoutbox] == [["reader1@customers.example"]]
    sent = fresh(message)
    assert (sent.status, sent.attempts, sent.error) == (MessageStatus.SENT, 1, "")
    assert timedelta() <= sent.sent_at - NOW < timedelta(seconds=10)


def test_message_waits_for_its_time(lumen, postcard, mailoutbox):
    queue(postcard, due_at=NOW + timedelta(minutes=1))

    assert send_due(now=NOW) == 0
    assert send_due(now=NOW + timedelta(minutes=1)) == 1


def test_message_without_reason_is_dropped(lumen, postcard, mailoutbox):
    message = queue(postcard, -1)

    assert send_due(now=NOW) == 0

    assert mailoutbox == []
    assert (fresh(message).status, fresh(message).sent_at) == (MessageStatus.DROPPED, None)


def test_failure_is_tried_again_ever_later_and_given_up(lumen, postcard, mailoutbox, settings):
    settings.MESSAGE_ATTEMPTS = 4
    message, waits, moment = queue(postcard, 13), [], NOW

    for _ in range(3):
        assert send_due(now=moment) == 0
        row = fresh(message)
        waits.append(round((row.due_at - moment).total_seconds()))
        assert row.status == MessageStatus.QUEUED
        assert send_due(now=row.due_at - timedelta(seconds=1)) == 0
        moment = row.due_at
    send_due(now=moment)

    assert waits == [30, 60, 120]
    row = fresh(message)
    assert (row.status, row.attempts) == (MessageStatus.FAILED, 4)
    assert row.error.strip().splitlines()[-1] == "LookupError: number 13 cannot be written"
    assert mailoutbox == []


def test_failing_message_does_not_stop_the_others(lumen, postcard, mailoutbox):
    for number in (12, 13, 14):
        queue(postcard, number)

    assert send_due(now=NOW) == 2
    assert [mail.to[0] for mail in mailoutbox] == ["reader12@customers.example", "reader14@customers.example"]


def test_address_that_is_none_fails_without_being_sent(lumen, postcard, mailoutbox):
    message = queue(postcard, recipient="ada@customers.example\nBcc: all@customers.example")

    assert send_due(now=NOW) == 0
    assert (mailoutbox, fresh(message).status) == ([], MessageStatus.QUEUED)


def test_every_organization_sends_as_itself(lumen, postcard, mailoutbox):
    queue(postcard)
    with acting_for(make_studio("umbra", name="Umbra", email="hello@umbra.example")):
        queue(postcard)

    assert send_due(now=NOW) == 2
    assert [(mail.from_email, mail.reply_to) for mail in mailoutbox] == [
        ("Studio Lumen <almanac@localhost>", ["hello@lumen.example"]),
        ("Umbra <almanac@localhost>", ["hello@umbra.example"]),
    ]
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 2


def test_long_queue_is_worked_off_in_one_run(lumen, postcard, mailoutbox):
    for number in range(100, 220):
        queue(postcard, number)

    assert send_due(now=NOW) == 120
    assert len({mail.to[0] for mail in mailoutbox}) == 120


def test_leased_message_is_out_of_reach_until_the_lease_ends(lumen, postcard, settings, mailoutbox):
    mine, theirs = queue(postcard), Message.objects.get()

    assert [lease_message(mine, now=NOW), lease_message(theirs, now=NOW)] == [True, False]
    assert send_due(now=NOW + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS - 1)) == 0
    assert send_due(now=NOW + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)) == 1


def test_late_failure_leaves_a_new_lease_alone(lumen, postcard, settings):
    slow = queue(postcard)
    lease_message(slow, now=NOW)
    later = NOW + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    other = Message.objects.get()
    lease_message(other, now=later)

    postpone_message(slow, error="too late", now=later)

    assert (fresh(slow).due_at, fresh(slow).error) == (other.due_at, "")


def test_settled_message_stays_as_it_is(lumen, postcard):
    message = queue(postcard)

    assert settle_message(message, status=MessageStatus.SENT, now=NOW)
    assert not settle_message(message, status=MessageStatus.DROPPED, now=NOW)
    assert not settle_message(message, status=MessageStatus.SENT, now=NOW + timedelta(days=1))
    assert (fresh(message).status, fresh(message).sent_at) == (MessageStatus.SENT, NOW)


def test_refused_mail_is_sent_later(lumen, postcard, sink):
    message = queue(postcard)
    sink.refusal = "451 try again later"
    assert send_due(now=NOW) == 0

    sink.refusal = ""
    assert send_due(now=fresh(message).due_at) == 1

    assert sink.recipients == ["reader1@customers.example"]
    assert (fresh(message).status, fresh(message).attempts) == (MessageStatus.SENT, 2)


def test_unreachable_server_keeps_the_messages(lumen, postcard, settings, sink):
    settings.EMAIL_PORT = 1
    for number in (1, 2, 3):
        queue(postcard, number)
    assert send_due(now=NOW) == 0

    settings.EMAIL_PORT = sink.port
    assert send_due(now=NOW + timedelta(minutes=1)) == 3
    assert sorted(sink.recipients) == [f"reader{number}@customers.example" for number in (1, 2, 3)]
