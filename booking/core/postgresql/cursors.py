"""What goes ahead of a statement, in the same message: a round trip costs more than most statements do.

Ahead goes BEGIN, the scope that the transaction works for, the keys of rows to come (`KeysWanted`), and statements
whose result nobody waits for (`Later`).
"""

from django.db.backends.postgresql.base import Cursor
from psycopg.pq import TransactionStatus

from booking.core.rows.keys import KeysWanted
from booking.core.rows.later import Later
from booking.core.scopes import NOBODY, RUNTIME, Scope, active

_IDLE, _OPEN = TransactionStatus.IDLE, TransactionStatus.INTRANS


class ScopedCursor(Cursor):
    """Tells PostgreSQL by SET LOCAL for whom a transaction works, whenever that has changed.

    What a transaction was told ends with it; a statement in autocommit mode is a transaction of its own. The connection
    remembers what its transaction was told last, whether it has ever left the role it began with, and what it owes:
    text that goes ahead of the next statement.
    """

    def execute(self, query, params=None, **options):
        connection = self.connection
        self._announce()
        if isinstance(query, Later) and (connection.owed or connection.pgconn.transaction_status == _OPEN):
            connection.owed.append(self.mogrify(query, params))
            return self
        if connection.owed:
            self._execute_behind_owed(query, params, **options)
        else:
            super().execute(query, params, **options)
        # A return to a savepoint takes back what was told since.
        if _is_rollback(query):
            connection.told = None
        return self

    def executemany(self, query, params_seq, **options):
        if self.connection.owed:
            self.execute("SELECT 1")
        with self.connection.transaction():
            self.connection.told, self.connection.has_left = None, True
            self.execute("SELECT 1")
            super().executemany(query, params_seq, **options)

    def _announce(self) -> None:
        scope, connection = active.get(), self.connection
        status = connection.pgconn.transaction_status
        if status == _IDLE and not connection.owed:
            connection.told, connection.has_left = NOBODY, False
        # A failed transaction takes nothing but its end.
        if status in (_IDLE, _OPEN) and connection.told != scope:
            connection.has_left |= scope.role != RUNTIME
            connection.owed += _announcement(scope) if connection.has_left else (_organization(scope),)
            connection.told = scope

    def _execute_behind_owed(self, query, params, **options) -> None:
        owed, self.connection.owed = self.connection.owed, []
        super().execute("; ".join([*owed, self.mogrify(query, params)]), **options)
        for position, text in enumerate(owed):
            if isinstance(text, KeysWanted):
                self.set_result(position)
                self.connection.reserved.update(zip(text.tables, self.fetchone(), strict=True))
        self.set_result(len(owed))


def _announcement(scope: Scope) -> tuple[str, ...]:
    person = f"SET LOCAL almanac.person = '{_number(scope.person_id)}'"
    return (_organization(scope), person, f"SET LOCAL ROLE {scope.role}")


def _organization(scope: Scope) -> str:
    """Ids are numbers of ours, never a client's text."""
    return f"SET LOCAL almanac.organization = '{_number(scope.organization_id)}'"


def _number(value: int | None) -> str:
    return "" if value is None else str(int(value))


def _is_rollback(query) -> bool:
    return isinstance(query, str) and query.lstrip()[:8].upper() == "ROLLBACK"
