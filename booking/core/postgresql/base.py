import select
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction

from booking.core.postgresql.cursors import ScopedCursor
from booking.core.scopes import NOBODY, RUNTIME


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections run as the runtime role; inside `as_owner()`, and to make whole databases, as the owner.

    `OPTIONS["assume_role"]` names the runtime role; without it every connection stays what it signed in as. `OWNER`
    holds what differs for the owner in psycopg's words: user, password, host, port.
    """

    _is_owner = False

    @property
    def runs_as_owner(self) -> bool:
        return self._is_owner or self.alias == NO_DB_ALIAS or "assume_role" not in self.settings_dict["OPTIONS"]

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Connect anew as the owner for the block. Raises RuntimeError inside a transaction."""
        if self.runs_as_owner:
            yield
            return
        if self.in_atomic_block:
            raise RuntimeError("the role cannot change inside a transaction")
        self.close()
        self._is_owner = True
        try:
            yield
        finally:
            self.close()
            self._is_owner = False

    @property
    def pool(self):
        """None for the owner, who must never be met again by a request."""
        return None if self.runs_as_owner else super().pool

    def get_connection_params(self):
        params = super().get_connection_params()
        if self.runs_as_owner:
            return {**params, **self.settings_dict.get("OWNER", {})}
        # From the start of the session, so that RESET ROLE leads nowhere else.
        params["options"] = f"{params.get('options', '')} -c role={RUNTIME}".strip()
        params["cursor_factory"] = ScopedCursor
        return params

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        while self.pool and _has_ended(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = self.pool.getconn()
        return connection

    def _configure_connection(self, connection):
        connection.owed, connection.told, connection.has_left, connection.reserved = [], NOBODY, False, {}
        return super()._configure_connection(connection)

    def _configure_role(self, connection):
        return False

    def _start_transaction_under_autocommit(self):
        """The way Django begins every transaction of a backend that has this."""
        if self.runs_as_owner:
            self.cursor().execute("BEGIN")
        else:
            self.connection.owed = ["BEGIN"]
            self.connection.told, self.connection.has_left = NOBODY, False

    def _commit(self):
        if self.connection is None or not self.connection.owed:
            super()._commit()
        elif self.connection.owed == ["BEGIN"]:
            self.connection.owed = []
        else:
            with debug_transaction(self, "COMMIT"), self.wrap_database_errors:
                self.connection.cursor().execute("COMMIT")

    def _rollback(self):
        self._owe_nothing()
        super()._rollback()

    def _close(self):
        self._owe_nothing()
        return super()._close()

    def _owe_nothing(self) -> None:
        if self.connection is not None:
            self.connection.owed = []


def _has_ended(connection: psycopg.Connection) -> bool:
    """Whether a restart of the server has ended it: an idle connection has nothing to read but its end."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
