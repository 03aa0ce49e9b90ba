"""The one place that asks what time it is. Everything below a face is given `now`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings

_INSTANT, _MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
_frozen: ContextVar[datetime | None] = ContextVar("almanac_clock", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC. Test builds may run on a clock that is ahead."""
    return _frozen.get() or datetime.now(UTC) + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)


def next_turn(now: datetime) -> datetime:
    """When the clock alone may change something: all times that are shown and all deadlines are whole minutes.

    What is due on a minute is over right after it.
    """
    minute = now.replace(second=0, microsecond=0)
    return now + _INSTANT if minute == now else minute + _MINUTE


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Run the block on a virtual clock that stands at `instant` (aware)."""
    if instant.tzinfo is None:
        raise ValueError("a clock needs an aware datetime")
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
