from datetime import timedelta

import pytest
from django.db import transaction

from booking.core.registry import UnknownEntry
from booking.core.tenancy import acting_for, acting_for_everyone
from booking.notifications import nudge
from booking.notifications.models import Message
from booking.notifications.services import queue_message, send_due
from tests.notifications.bookings import NOW, make_studio


def queue(kind: str, **fields) -> Message:
    values = {"recipient": "ada@customers.example", "subject_id": 1, "effect": "one", "language": "en"}
    return queue_message(kind, **{**values, "due_at": NOW, "now": NOW, **fields})


@pytest.fixture
def woken():
    """How often the worker was nudged."""
    calls, before = [], list(nudge._wake)
    nudge.set_waker(lambda: calls.append("nudged"))
    yield calls
    nudge._wake[:] = before


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
def test_rolled_back_transaction_sends_nothing(lumen, postcard, woken, sink):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(postcard)
        raise ZeroDivisionError

    assert woken == []
    assert Message.objects.count() == 0
    assert send_due(now=NOW + timedelta(days=1)) == 0
    assert sink.received == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_is_nudged_once_after_commit(lumen, postcard, woken):
    with transaction.atomic():
        queue(postcard, effect="one")
        queue(postcard, effect="two")
        queue(postcard, effect="two")
        assert woken == []

    assert woken == ["nudged"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_message_for_later_wakes_nobody(lumen, postcard, woken):
    queue(postcard, due_at=NOW + timedelta(hours=1))

    assert woken == []
