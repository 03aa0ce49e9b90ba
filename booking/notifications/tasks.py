"""The worker's side of the messages."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from booking.core.clock import now
from booking.notifications.services import send_due
from booking.notifications.services.queueing import MESSAGES


@db_task()
def drain_messages() -> None:
    MESSAGES.run(lambda: send_due(now=now()))


MESSAGES.start_by(drain_messages)


@on_startup()
def begin_with_messages_left_behind() -> None:
    """What a worker that was killed had been asked for is lost to the queue, and need not wait for the sweep."""
    drain_messages()


@db_periodic_task(crontab(minute="*"))
def sweep_messages() -> None:
    drain_messages.call_local()
