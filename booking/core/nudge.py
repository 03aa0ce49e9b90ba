"""Tell the worker that there is something to do. Losing that costs up to a minute: a periodic sweep finds the work."""

from collections.abc import Callable

from django.db import transaction
from huey.contrib.djhuey import HUEY


class Drain:
    """A queue in the database that the worker empties, and how it is asked to.

    Asking again is quiet until the worker begins: what it will find then includes everything asked for before.
    """

    def __init__(self, name: str):
        # In the queue's store while a run is asked for that has not begun yet.
        self._mark = f"drain:{name}"
        self._started_by: Callable[[], object]

    def start_by(self, task: Callable[[], object]) -> None:
        """`task` puts a run into the worker's queue; the run itself calls `run`."""
        self._started_by = task

    def ask(self) -> None:
        if HUEY.put_if_empty(self._mark, True):
            self._started_by()

    def ask_after_commit(self) -> None:
        """Once however often a transaction calls this, and never when it rolls back."""
        waiting = [callback for _, callback, *_ in transaction.get_connection().run_on_commit]
        if self.ask not in waiting:
            transaction.on_commit(self.ask, robust=True)

    def run(self, work_off: Callable[[], int]) -> None:
        """One run, and another behind whatever else is waiting: a worker told to stop need not wait for long."""
        HUEY.delete(self._mark)
        if work_off():
            self.ask()


EVENTS = Drain("events")
