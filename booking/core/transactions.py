"""Opening a transaction, requiring one, and trying again when the database says "later"."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from booking.core.errors import Busy

P = ParamSpec("P")
R = TypeVar("R")

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_PASSING = {"40001": "serialization failure", "40P01": "deadlock", "55P03": "lock timeout"}


def is_contention(error: Exception) -> bool:
    """Whether trying the whole transaction again can help."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    if sqlstate:
        return sqlstate in _PASSING
    return "database is locked" in str(error) or "database table is locked" in str(error)


def require_transaction() -> None:
    """For code that must run inside somebody else's transaction. Raises RuntimeError outside one."""
    if not connection.in_atomic_block and not settings.UNSAFE_WITHOUT_PROTECTION:
        raise RuntimeError("this needs an open transaction")


def transactional(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction: join the open one, or open one and retry up to three times on contention.

    Raises Busy when the retries are used up; then nothing was written.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block or settings.UNSAFE_WITHOUT_PROTECTION:
            return service(*args, **kwargs)
        for attempt in range(settings.TRANSACTION_ATTEMPTS):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except (OperationalError, InterfaceError) as error:
                if not is_contention(error):
                    raise
                time.sleep(random.uniform(0.01, 0.05) * (attempt + 1))
        raise Busy()

    return run
