import random
import sqlite3
import time
from collections import defaultdict
from threading import Lock

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_POLL_SECONDS = 0.001

# Per file: whoever has it writes or waits for the writer of another process.
_turns: dict[str, Lock] = defaultdict(Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction that begins IMMEDIATE waits up to `OPTIONS["timeout"]` seconds for those before it.

    Threads of a process hand over to each other; only the first of them asks for the file, every millisecond. SQLite's
    own way of waiting pauses for up to a tenth of a second each time, so that it starves beside writers who just came.
    """

    _turn = None

    def _start_transaction_under_autocommit(self):
        if self.transaction_mode != "IMMEDIATE":
            super()._start_transaction_under_autocommit()
            return
        patience = self.settings_dict["OPTIONS"]["timeout"]
        deadline = time.monotonic() + patience
        turn = _turns[self.settings_dict["NAME"]]
        if turn.acquire(timeout=patience):
            self._turn = turn
        try:
            self._begin(patience=patience, deadline=deadline)
        except BaseException:
            self._pass_turn()
            raise

    def _commit(self):
        super()._commit()
        self._pass_turn()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._pass_turn()

    def _close(self):
        try:
            super()._close()
        finally:
            self._pass_turn()

    def _begin(self, *, patience: float, deadline: float) -> None:
        """Raises what SQLite raises when the deadline has passed; other statements wait as they always did."""
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= deadline:
                raise
            self._ask_until(deadline)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _ask_until(self, deadline: float) -> None:
        """Past Django's cursor, for which a thousand questions a second would be work."""
        while True:
            # Not in step with other processes.
            time.sleep(_POLL_SECONDS * random.uniform(0.5, 1.5))
            try:
                with self.wrap_database_errors:
                    self.connection.execute("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() >= deadline:
                    raise

    def _pass_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()


def _is_busy(error: OperationalError) -> bool:
    """https://www.sqlite.org/rescode.html#busy and its extended codes."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
