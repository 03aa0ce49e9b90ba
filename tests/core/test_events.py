from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from booking.core.errors import NotAllowed
from booking.core.events import Event, after, deliver_due, on, publish
from booking.core.models import Delivery, EventRecord
from booking.core.tenancy import active_organization_id


@dataclass(frozen=True)
class Rang(Event):
    bell: int


seen: list[tuple[int, int]] = []
failures: list[Exception] = []


@on(Rang)
def veto_thirteen(event: Rang) -> None:
    if event.bell == 13:
        raise NotAllowed("no thirteen")


@after(Rang)
def note(event: Rang, now) -> None:
    if failures:
        raise failures.pop()
    seen.append((event.bell, active_organization_id()))


@pytest.fixture(autouse=True)
def clean():
    seen.clear()
    failures.clear()


def test_an_event_reaches_its_handler_once_for_its_organization(organization, now):
    publish(Rang(bell=1), now=now)
    assert seen == []
    assert deliver_due(now=now) == 1
    assert deliver_due(now=now) == 0
    assert seen == [(1, organization.pk)]


def test_a_handler_in_the_transaction_may_veto(organization, now):
    with pytest.raises(NotAllowed), transaction.atomic():
        publish(Rang(bell=13), now=now)
    assert EventRecord.objects.filter(name="core.Rang").count() == 0


def test_a_failing_handler_is_tried_again_later(organization, now):
    failures.append(RuntimeError("printer on fire"))
    publish(Rang(bell=2), now=now)
    assert deliver_due(now=now) == 0
    assert "printer on fire" in Delivery.objects.get(record__name="core.Rang").error
    assert deliver_due(now=now + timedelta(seconds=5)) == 0
    assert deliver_due(now=now + timedelta(minutes=5)) == 1
    assert seen == [(2, organization.pk)]


def test_a_killed_worker_gives_its_lease_back(organization, now, settings):
    publish(Rang(bell=3), now=now)
    lease = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    Delivery.objects.filter(record__name="core.Rang").update(due_at=lease, attempts=1)
    assert deliver_due(now=now + timedelta(seconds=1)) == 0
    assert deliver_due(now=lease) == 1
    assert seen == [(3, organization.pk)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_published_outside_a_transaction(now):
    with pytest.raises(RuntimeError, match="transaction"):
        publish(Rang(bell=4), now=now)
