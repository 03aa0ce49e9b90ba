"""The one place that asks what time it is. Everything below a face is given `now`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings

_frozen: ContextVar[datetime | None] = ContextVar("almanac_clock", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC. Test builds may run on a clock that is ahead."""
    return _frozen.get() or datetime.now(UTC) + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)


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
