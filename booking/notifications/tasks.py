"""The worker's side of the messages."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from booking.core.clock import now
from booking.notifications import nudge
from booking.notifications.services import send_due


@db_task()
def drain_messages() -> None:
    """One run, and another behind whatever else is waiting for the worker."""
    if send_due(now=now()):
        drain_messages()


nudge.set_waker(drain_messages)


@on_startup()
def begin_with_messages_left_behind() -> None:
    """What a worker that was killed had been asked for is lost to the queue, and need not wait for the sweep."""
    drain_messages()


@db_periodic_task(crontab(minute="*"))
def sweep_messages() -> None:
    drain_messages.call_local()
