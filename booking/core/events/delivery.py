import logging
import traceback
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from booking.core.events.publishing import afterwards_of, events
from booking.core.models import Delivery
from booking.core.tenancy import acting_for, acting_for_everyone

log = logging.getLogger(__name__)

_MOST_PER_RUN = 500


def deliver_due(*, now: datetime) -> int:
    """Work off the deliveries that are due; returns how many succeeded. Safe to run in several processes at once."""
    done = 0
    pending = Delivery.objects.filter(done_at=None, due_at__lte=now).order_by("due_at", "id")
    with acting_for_everyone():
        found = list(pending.select_related("record")[:_MOST_PER_RUN])
    for delivery in found:
        if _lease(delivery, now=now):
            done += _deliver(delivery, now=now)
    return done


def _lease(delivery: Delivery, *, now: datetime) -> bool:
    """Put the delivery out of reach of others until the lease ends; a killed process gives it back that way."""
    until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    taken = Delivery.objects.filter(pk=delivery.pk, done_at=None, due_at=delivery.due_at).update(
        due_at=until, attempts=delivery.attempts + 1
    )
    delivery.due_at, delivery.attempts = until, delivery.attempts + 1
    return bool(taken)


def _deliver(delivery: Delivery, *, now: datetime) -> bool:
    record = delivery.record
    try:
        handler = afterwards_of(record.name)[delivery.handler]
        with acting_for(record.organization_key), transaction.atomic():
            mine = Delivery.objects.filter(pk=delivery.pk, done_at=None, due_at=delivery.due_at).update(done_at=now)
            if mine:
                handler(events[record.name](**record.payload), now)
        return bool(mine)
    except Exception:
        log.exception("delivery failed: %s", delivery)
        wait = min(2**delivery.attempts * 15, settings.OUTBOX_LONGEST_WAIT_SECONDS)
        Delivery.objects.filter(pk=delivery.pk, done_at=None).update(
            error=traceback.format_exc()[-2000:], due_at=now + timedelta(seconds=wait)
        )
        return False
