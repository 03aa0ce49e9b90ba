from huey.contrib.djhuey import HUEY

from booking.core.nudge import EVENTS
from booking.core.tasks import drain_events


def test_one_drain_is_asked_for_until_it_begins(db):
    HUEY.flush()
    EVENTS.ask()
    EVENTS.ask()
    assert HUEY.pending_count() == 1
    drain_events.call_local()
    EVENTS.ask()
    assert HUEY.pending_count() == 2
    HUEY.flush()
