"""The worker's side of the outbox."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from booking.core import nudge
from booking.core.changes.versions import forget_old_notes
from booking.core.clock import now
from booking.core.events import deliver_due
from booking.core.idempotency import forget_old_keys
from booking.core.limits import forget_old_windows
from booking.core.statistics import refresh_statistics


@db_task()
def drain_events() -> None:
    nudge.EVENTS.run(lambda: deliver_due(now=now()))


nudge.EVENTS.start_by(drain_events)


@on_startup()
def begin_with_events_left_behind() -> None:
    """What a worker that was killed had been asked for is lost to the queue, and need not wait for the sweep."""
    drain_events()


@db_periodic_task(crontab(minute="*"))
def sweep_events() -> None:
    drain_events.call_local()


@db_periodic_task(crontab(hour="3", minute="10"))
def sweep_idempotency_keys() -> None:
    forget_old_keys(now=now())


@db_periodic_task(crontab(minute="*/5"))
def sweep_rate_limits() -> None:
    forget_old_windows(now=now())


@db_periodic_task(crontab(hour="3", minute="40"))
def sweep_statistics() -> None:
    refresh_statistics()


@db_periodic_task(crontab(hour="3", minute="20"))
def sweep_changes() -> None:
    forget_old_notes()
