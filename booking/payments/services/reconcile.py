"""The worker's rounds: whatever is to be settled with a provider, whether or not it has told us anything."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Model

from booking.core.tenancy import acting_for, acting_for_everyone
from booking.core.transactions import transactional
from booking.payments.facts import ProviderAway, ProviderRefused
from booking.payments.models import Payment, ProviderMessage, Refund
from booking.payments.services.carry_out import carry_out, fail_refund
from booking.payments.services.messages import look_into
from booking.payments.services.settle import finish, look_at
from booking.payments.states import WAITING

log = logging.getLogger(__name__)

_MOST_PER_RUN = 100


@dataclass(frozen=True)
class Round:
    """What is due of one table: by which columns, what is done about it, and what a final no comes to."""

    model: type[Model]
    clock: str
    counter: str
    along: tuple[str, ...]
    work: Callable[..., object]
    refuse: Callable[..., object]


def _close_message(message: ProviderMessage, *, reason: str, now: datetime) -> None:
    finish(None, outcome=f"refused: {reason}", message=message, now=now)


def _stop_looking(payment: Payment, *, reason: str, now: datetime) -> None:
    finish(payment, outcome=reason, message=None, now=now)


# Messages first: they say that something has happened.
ROUNDS = (
    Round(ProviderMessage, "due_at", "attempts", (), look_into, _close_message),
    Round(Refund, "due_at", "attempts", ("payment",), carry_out, fail_refund),
    Round(Payment, "look_at", "looks", ("order",), look_at, _stop_looking),
)


def settle_due(*, now: datetime) -> int:
    """Look into what is due, at most so many of each; returns how many. Safe in several processes at once."""
    done = 0
    for kind in ROUNDS:
        due = {f"{kind.clock}__lte": now}
        with acting_for_everyone():
            found = kind.model._base_manager.filter(**due).select_related(*kind.along).order_by(kind.clock, "pk")
            rows = list(found[:_MOST_PER_RUN])
        for row in rows:
            with acting_for(row.organization_id):
                if _lease(row, kind=kind, now=now):
                    done += 1
                    _attend(row, kind=kind, now=now)
    return done


@transactional
def look_again(*, now: datetime) -> None:
    """Make everything of the active organization that is not settled due now, however lately it was asked about."""
    waiting = Payment.objects.exclude(provider_ref="").filter(status__in=WAITING)
    waiting.update(look_at=now, looks=0)
    for model in (Refund, ProviderMessage):
        model.objects.filter(due_at__isnull=False).update(due_at=now)


def _attend(row: Model, *, kind: Round, now: datetime) -> None:
    """One that fails does not stop the others; it is due again when its lease ends."""
    try:
        kind.work(row, now=now)
    except ProviderRefused as refusal:
        log.warning("%s %s: %s", kind.model._meta.label, row.pk, refusal.detail)
        kind.refuse(row, reason=refusal.detail, now=now)
    except ProviderAway as away:
        log.warning("%s %s waits: %s", kind.model._meta.label, row.pk, away.detail)
    except Exception:
        log.exception("%s %s could not be settled", kind.model._meta.label, row.pk)


@transactional
def _lease(row: Model, *, kind: Round, now: datetime) -> bool:
    """Put the row out of reach of others, each time for twice as long; a killed process gives it back that way."""
    clock, tried = getattr(row, kind.clock), getattr(row, kind.counter)
    most = settings.PAYMENT_LONGEST_WAIT_SECONDS
    until = now + timedelta(seconds=min(2 ** min(tried, 16) * settings.PAYMENT_LOOK_SECONDS, most))
    mine = kind.model.objects.filter(pk=row.pk, **{kind.clock: clock})
    taken = mine.update(**{kind.clock: until, kind.counter: tried + 1})
    setattr(row, kind.counter, tried + 1)
    return bool(taken)
