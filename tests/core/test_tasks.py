from huey.contrib.djhuey import HUEY

from booking.core.tasks import ask_for_drain, drain_events


def test_one_drain_is_asked_for_until_it_begins(db):
    HUEY.flush()
    ask_for_drain()
    ask_for_drain()
    assert HUEY.pending_count() == 1
    drain_events.call_local()
    ask_for_drain()
    assert HUEY.pending_count() == 2
    HUEY.flush()
