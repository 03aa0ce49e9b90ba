"""Telling PostgreSQL for whom a transaction works, on the way of its first statement."""

from django.db.backends.postgresql.base import Cursor
from psycopg import sql
from psycopg.pq import TransactionStatus

from booking.core.scopes import NOBODY, RUNTIME, Scope, active

_IDLE, _OPEN = TransactionStatus.IDLE, TransactionStatus.INTRANS


class ScopedCursor(Cursor):
    """Puts SET LOCAL before a statement when the scope has changed, in the same message: no further round trip.

    What a transaction was told ends with it; a statement in autocommit mode is a transaction of its own. The connection
    remembers what its transaction was told last, and whether it has ever left the role it began with.
    """

    def execute(self, query, params=None, **options):
        scope, connection = active.get(), self.connection
        status = connection.pgconn.transaction_status
        if status == _IDLE:
            connection.told, connection.has_left = NOBODY, False
        statements = ()
        # A failed transaction takes nothing but its end.
        if status in (_IDLE, _OPEN) and connection.told != scope:
            connection.has_left |= scope.role != RUNTIME
            statements = _announcement(scope) if connection.has_left else (_organization(scope),)
        if statements:
            super().execute(_prefixed(query, statements), params, **options)
            for _ in statements:
                self.nextset()
        else:
            super().execute(query, params, **options)
        # A return to a savepoint takes back what was told since.
        connection.told = None if _is_rollback(query) else scope
        return self

    def executemany(self, query, params_seq, **options):
        with self.connection.transaction():
            self.connection.told, self.connection.has_left = None, True
            self.execute("SELECT 1")
            super().executemany(query, params_seq, **options)


def _announcement(scope: Scope) -> tuple[str, ...]:
    person = f"SET LOCAL almanac.person = '{_number(scope.person_id)}'"
    return (_organization(scope), person, f"SET LOCAL ROLE {scope.role}")


def _organization(scope: Scope) -> str:
    """Ids are numbers of ours, never a client's text."""
    return f"SET LOCAL almanac.organization = '{_number(scope.organization_id)}'"


def _number(value: int | None) -> str:
    return "" if value is None else str(int(value))


def _prefixed(query, statements: tuple[str, ...]):
    prefix = "; ".join(statements) + "; "
    return prefix + query if isinstance(query, str) else sql.SQL(prefix) + query


def _is_rollback(query) -> bool:
    return isinstance(query, str) and query.lstrip()[:8].upper() == "ROLLBACK"
