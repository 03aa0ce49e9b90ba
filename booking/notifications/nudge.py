"""Tell the worker that a message is due. Losing a nudge costs up to a minute: a periodic sweep finds the message."""

from collections.abc import Callable

_wake: list[Callable[[], object]] = []


def set_waker(wake: Callable[[], object]) -> None:
    _wake[:] = [wake]


def wake_worker() -> None:
    for wake in _wake:
        wake()
