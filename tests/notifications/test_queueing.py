from datetime import timedelta

import pytest
from django.db import transaction
from huey.contrib.djhuey import HUEY

from booking.core.registry import UnknownEntry
from booking.core.tenancy import acting_for, acting_for_everyone
from booking.notifications.models import Message
from booking.notifications.services import queue_message, send_due
from booking.notifications.tasks import drain_messages
from tests.notifications.bookings import NOW, make_studio


def queue(kind: str, **fields) -> Message:
    values = {"recipient": "ada@customers.example", "subject_id": 1, "effect": "one", "language": "en"}
    return queue_message(kind, **{**values, "due_at": NOW, "now": NOW, **fields})


@pytest.fixture
def asked():
    """What the worker has been asked to do and has not begun."""
    HUEY.flush()
    yield lambda: [task.name for task in HUEY.pending()]
    HUEY.flush()


def test_same_effect_is_queued_once(lumen, postcard):
    first = queue(postcard)
    again = queue(postcard, recipient="somebody-else@customers.example", due_at=NOW + timedelta(days=1))

    assert (again.pk, again.recipient, again.due_at) == (first.pk, "ada@customers.example", NOW)
    assert Message.objects.count() == 1


def test_same_effect_of_two_organizations_is_two_messages(lumen, postcard):
    queue(postcard)
    with acting_for(make_studio("umbra")):
        queue(postcard)
        assert Message.objects.count() == 1
    assert Message.objects.count() == 1
    with acting_for_everyone():
        assert Message._base_manager.count() == 2


def test_unknown_kind_is_refused(lumen):
    with pytest.raises(UnknownEntry):
        queue("pigeon")
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rolled_back_transaction_sends_nothing(lumen, postcard, asked, sink):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(postcard)
        raise ZeroDivisionError

    assert asked() == []
    assert Message.objects.count() == 0
    assert send_due(now=NOW + timedelta(days=1)) == 0
    assert sink.received == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_is_asked_once_after_commit(lumen, postcard, asked):
    with transaction.atomic():
        queue(postcard, effect="one")
        queue(postcard, effect="two")
        queue(postcard, effect="two")
        assert asked() == []

    assert asked() == ["drain_messages"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_is_asked_once_until_it_begins(lumen, postcard, asked, sink):
    queue(postcard, effect="one")
    queue(postcard, effect="two")
    assert asked() == ["drain_messages"]

    drain_messages.call_local()
    queue(postcard, effect="three")
    assert asked().count("drain_messages") == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_message_for_later_wakes_nobody(lumen, postcard, asked):
    queue(postcard, due_at=NOW + timedelta(hours=1))

    assert asked() == []
