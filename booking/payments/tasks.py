"""The worker's side of payments."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from booking.core.clock import now
from booking.payments.queue import SETTLING
from booking.payments.services import settle_due


@db_task()
def drain_payments() -> None:
    SETTLING.run(lambda: settle_due(now=now()))


SETTLING.start_by(drain_payments)


@on_startup()
def begin_with_payments_left_behind() -> None:
    """What a worker that was killed had been asked for is lost to the queue, and need not wait for the sweep."""
    drain_payments()


@db_periodic_task(crontab(minute="*"))
def sweep_payments() -> None:
    drain_payments.call_local()
