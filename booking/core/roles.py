"""The roles that PostgreSQL knows the product by, and what each may do. Only the owner of the tables may do more."""

from django.db import DatabaseError, ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from booking.core.scopes import INSTALLATION, NARROW, ROLES, RUNTIME

_WRITERS = (RUNTIME, INSTALLATION)
_READ_ONLY = ("django_migrations",)
# What no customer or instructor reads for themselves: the queue, the log of events, keys and counters.
_PLUMBING = ("huey_", "core_delivery", "core_eventrecord", "core_idempotencykey", "core_limits")

_append_only: set[str] = set()


class RolesMissing(DatabaseError):
    """The login may not make the roles; the message says what to do."""


def append_only(table: str) -> None:
    """From the next migrate on nobody but the owner changes or deletes rows of this table."""
    _append_only.add(table)


def prepare_roles(connection: BaseDatabaseWrapper) -> None:
    """Make the roles that are missing and let the current login act as them. Raises RolesMissing."""
    with connection.cursor() as cursor:
        try:
            _make_roles(cursor)
            _connect_roles(cursor, version=connection.pg_version)
        except ProgrammingError as error:
            raise RolesMissing(_what_to_do(connection)) from error


def grant_rights(connection: BaseDatabaseWrapper) -> None:
    """Give the roles what they need on every table of the current owner, and take away what they had too much."""
    with connection.cursor() as cursor:
        _close_schema(cursor)
        tables = _own(cursor, "r", "p")
        changeable = [table for table in tables if table not in {*_append_only, *_READ_ONLY}]
        readable = [table for table in tables if not table.startswith(_PLUMBING)]
        everyone, writers, narrow = ", ".join(ROLES), ", ".join(_WRITERS), ", ".join(NARROW)
        for statement, names in (
            (f"REVOKE ALL ON TABLE {{}} FROM {everyone}", tables),
            (f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {{}} TO {writers}", changeable),
            (f"GRANT SELECT, INSERT ON TABLE {{}} TO {writers}", sorted(_append_only & set(tables))),
            (f"GRANT SELECT ON TABLE {{}} TO {writers}", sorted(set(_READ_ONLY) & set(tables))),
            (f"GRANT SELECT ON TABLE {{}} TO {narrow}", readable),
            (f"GRANT USAGE ON SEQUENCE {{}} TO {writers}", _own(cursor, "S")),
        ):
            if names:
                cursor.execute(statement.format(", ".join(f'"{name}"' for name in names)))


def _make_roles(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
    known = {name for (name,) in cursor.fetchall()}
    for role in ROLES:
        if role not in known:
            # Another installation on the same server may be making it right now.
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOINHERIT; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )


def _connect_roles(cursor: CursorWrapper, *, version: int) -> None:
    """Whoever may be the runtime role may become the others, by SET ROLE alone: it inherits nothing of theirs."""
    passing = " WITH INHERIT FALSE, SET TRUE" if version >= 160000 else ""
    become = "SET" if version >= 160000 else "MEMBER"
    wanted = [(role, RUNTIME, passing) for role in ROLES if role != RUNTIME]
    cursor.execute("SELECT current_user")
    wanted.append((RUNTIME, cursor.fetchone()[0], passing))
    for role, member, how in wanted:
        cursor.execute("SELECT pg_has_role(%s, %s, %s)", [member, role, become])
        if not cursor.fetchone()[0]:
            cursor.execute(f'GRANT {role} TO "{member}"{how}')


def _close_schema(cursor: CursorWrapper) -> None:
    """Older servers let everybody make tables in the schema, all servers temporary ones."""
    cursor.execute(
        "SELECT current_schema(), current_database(), has_schema_privilege(%s, current_schema(), 'CREATE'), "
        "has_database_privilege(%s, current_database(), 'TEMPORARY')",
        [RUNTIME, RUNTIME],
    )
    schema, database, may_create, may_shadow = cursor.fetchone()
    if may_create:
        cursor.execute(f'REVOKE CREATE ON SCHEMA "{schema}" FROM PUBLIC')
    if may_shadow:
        cursor.execute(f'REVOKE TEMPORARY ON DATABASE "{database}" FROM PUBLIC')
    cursor.execute(f'GRANT USAGE ON SCHEMA "{schema}" TO {", ".join(ROLES)}')


def _own(cursor: CursorWrapper, *kinds: str) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = ANY(%s) "
        "AND pg_get_userbyid(relowner) = current_user ORDER BY relname",
        [list(kinds)],
    )
    return [name for (name,) in cursor.fetchall()]


def _what_to_do(connection: BaseDatabaseWrapper) -> str:
    user = connection.settings_dict.get("OWNER", {}).get("user") or connection.settings_dict["USER"] or "the login"
    statements = [f"CREATE ROLE {role} NOLOGIN NOINHERIT;" for role in ROLES]
    statements.append(f"GRANT {', '.join(role for role in ROLES if role != RUNTIME)} TO {RUNTIME};")
    statements.append(f'GRANT {RUNTIME} TO "{user}";')
    return (
        "This login may not make the roles that Almanac runs as; let an administrator of the server run once: "
        + " ".join(statements)
    )
