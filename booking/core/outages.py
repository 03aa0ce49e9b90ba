"""When the database is away: refused, ended or lost connections, no room, nothing that the request could help."""

from django.db import Error

from booking.core.transactions import is_contention

# Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, insufficient resources,
# operator intervention, system error; and of the transaction state: read-only, as a server is that takes over.
_SQLSTATES = ("08", "53", "57", "58", "25006")
# What https://sqlite.org/rescode.html calls PERM, BUSY, LOCKED, READONLY, IOERR, FULL and CANTOPEN.
_SQLITE_CODES = frozenset({3, 5, 6, 8, 10, 13, 14})


def is_outage(error: BaseException) -> bool:
    """Whether the same request can work later without anybody changing it or the program."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in _SQLITE_CODES
    if sqlstate := getattr(cause, "sqlstate", None):
        return sqlstate.startswith(_SQLSTATES) or is_contention(error)
    # Without a code the server has not answered at all, or there was no connection to be had.
    return type(cause).__module__.startswith("psycopg") or is_contention(error)
