"""Several things at the same moment, and coroutines beside whatever loop the process has already."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for

Result = TypeVar("Result")
Work = Callable[[], object]


def run(work: Coroutine[None, None, Result]) -> Result:
    """`asyncio.run` in a thread of its own: the browser's journeys keep a loop alive."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def at_once(
    organization: Organization, works: Sequence[Work], *, wrapper: Callable | None = None
) -> list[Exception | None]:
    """What each raised, or None; every one on a connection of its own, its statements wrapped."""
    gate, raised = threading.Barrier(len(works)), [None] * len(works)

    def begin(number: int, work: Work) -> None:
        try:
            if wrapper:
                connection.execute_wrappers.append(wrapper)
            with acting_for(organization):
                gate.wait()
                work()
        except Exception as error:  # noqa: BLE001
            raised[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=begin, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
