"""Test builds fail on purpose: after the nth statement of an operation, or between its commit and its answer.

An operation is a function or method that is running, by its module and qualified name. Nothing of this is in the way
unless a test build asks for it, as in ALMANAC_FAIL="booking.reservations.services.book:book:7:kill".
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.backends.signals import connection_created


class DeliberateFailure(Exception):
    """What a test build was asked to raise."""


def fail() -> None:
    """Raises DeliberateFailure."""
    raise DeliberateFailure("as asked")


def kill() -> None:
    """End this process as the kernel would for want of memory: nothing gets a chance to tidy up."""
    os.kill(os.getpid(), signal.SIGKILL)


def freeze() -> None:
    """Stand still, as on a machine that has gone from the network: connections stay open."""
    os.kill(os.getpid(), signal.SIGSTOP)


_ACTIONS: dict[str, Callable[[], None]] = {"raise": fail, "kill": kill, "freeze": freeze}


@dataclass
class FailPoint:
    """A wrapper of a connection's statements (django.db's execute_wrapper) that acts once, at its moment.

    `statement` counts those of the operation from 1 on, with savepoints but without BEGIN, which Django has to survive
    before it knows of the transaction; 0 means after the commit.
    """

    module: str
    operation: str
    statement: int
    act: Callable[[], None]
    seen: int = field(default=0, init=False)
    has_fired: bool = field(default=False, init=False)

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not self.has_fired and not sql.startswith("BEGIN") and self._is_running():
            self._count(context["connection"])
        return result

    def _is_running(self) -> bool:
        frame = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_qualname == self.operation and frame.f_globals.get("__name__") == self.module:
                return True
            frame = frame.f_back
        return False

    def _count(self, connection) -> None:
        self.seen += 1
        if self.statement == self.seen:
            self._fire()
        elif self.statement == 0 and self.seen > 1 and connection.in_atomic_block:
            self.has_fired = True
            transaction.on_commit(self._fire, using=connection.alias)

    def _fire(self) -> None:
        self.has_fired = True
        self.act()


def read_fail_point(text: str) -> FailPoint:
    """From "module:operation:statement:action". Raises ImproperlyConfigured."""
    try:
        module, operation, statement, action = text.split(":")
        return FailPoint(module, operation, int(statement), _ACTIONS[action])
    except (ValueError, KeyError):
        raise ImproperlyConfigured(f"{text!r} is not module:operation:statement:{'|'.join(_ACTIONS)}") from None


def arm(point: FailPoint) -> None:
    """Wrap the statements of every connection this process makes from now on."""

    def wrap(connection, **kwargs) -> None:
        if point not in connection.execute_wrappers:
            connection.execute_wrappers.append(point)

    connection_created.connect(wrap, weak=False)
