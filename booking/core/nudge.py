"""Tell the worker that there is something to do. Losing a nudge costs seconds: a periodic sweep finds the work."""

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

_wake: list[Callable[[], object]] = []


def set_waker(wake: Callable[[], object]) -> None:
    _wake[:] = [wake]


def wake_worker() -> None:
    for wake in _wake:
        wake()
