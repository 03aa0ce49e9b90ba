"""The worker's side of the outbox."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from booking.core import nudge
from booking.core.clock import now
from booking.core.events import deliver_due
from booking.core.idempotency import forget_old_keys
from booking.core.limits import forget_old_windows


@db_task()
def drain_events() -> None:
    while deliver_due(now=now()):
        pass


nudge.set_waker(drain_events)


@db_periodic_task(crontab(minute="*"))
def sweep_events() -> None:
    drain_events.call_local()


@db_periodic_task(crontab(hour="3", minute="10"))
def sweep_idempotency_keys() -> None:
    forget_old_keys(now=now())


@db_periodic_task(crontab(minute="*/5"))
def sweep_rate_limits() -> None:
    forget_old_windows(now=now())
