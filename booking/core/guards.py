"""Refusals that live in the database itself and that Django cannot express on both databases.

They come down before every migrate and go up after it: Django rebuilds SQLite tables when it alters them, drops their
triggers on the way, and stumbles over triggers that name a table being rebuilt.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from booking.core.refusals import PREFIX, Guard, register, registered, tenant_references
from booking.core.roles import grant_rights, prepare_roles
from booking.core.walls import remove_stale_walls, walls

__all__ = ["PREFIX", "Guard", "all_guards", "put_up", "register", "standing", "take_down", "tenant_references"]


def _tenant_guards() -> Iterator[Guard]:
    """A row may only refer to rows of its own organization: composite foreign keys, or triggers that act like them."""
    for model, field in tenant_references():
        table, target = model._meta.db_table, field.related_model._meta.db_table
        name = f"{PREFIX}tenant_{table}_{field.column}"[:60]
        body = (
            f'ON "{table}" WHEN NEW."{field.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{target}" '
            f'WHERE id = NEW."{field.column}" AND organization_id = NEW.organization_id) '
            f"BEGIN SELECT RAISE(ABORT, 'cross-tenant reference {table}.{field.column}'); END"
        )
        yield Guard(
            name=name,
            table=table,
            postgresql=f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (organization_id, "{field.column}") '
            f'REFERENCES "{target}" (organization_id, id) DEFERRABLE INITIALLY DEFERRED',
            sqlite={
                "insert": f"BEFORE INSERT {body}",
                "update": f'BEFORE UPDATE OF organization_id, "{field.column}" {body}',
            },
        )


def _tenant_keys() -> Iterator[Guard]:
    """The unique (organization, id) that a composite foreign key must point at; SQLite's triggers need none."""
    for target in sorted({field.related_model._meta.db_table for _, field in tenant_references()}):
        name = f"{PREFIX}key_{target}"[:60]
        statement = f'ALTER TABLE "{target}" ADD CONSTRAINT "{name}" UNIQUE (organization_id, id)'
        yield Guard(name=name, table=target, postgresql=statement, sqlite={})


def all_guards() -> list[Guard]:
    """In the order in which they must be put up."""
    return [*_tenant_keys(), *_tenant_guards(), *registered, *walls()]


def take_down(using: str = "default", **kwargs) -> None:
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def put_up(using: str = "default", **kwargs) -> None:
    """Create whatever is missing. Cheap when all is there. Raises RolesMissing."""
    if settings.UNSAFE_WITHOUT_PROTECTION:
        return
    connection = connections[using]
    if connection.vendor == "sqlite":
        _put_up_triggers(connection)
    else:
        prepare_roles(connection)
        _put_up_refusals(connection)
        grant_rights(connection)


def _put_up_triggers(connection: BaseDatabaseWrapper) -> None:
    present = standing(connection.alias)
    with connection.cursor() as cursor:
        for guard in _applicable(connection):
            for suffix, body in guard.sqlite.items():
                if f"{guard.name}_{suffix}" not in present:
                    cursor.execute(f'CREATE TRIGGER "{guard.name}_{suffix}" {body}')


def _put_up_refusals(connection: BaseDatabaseWrapper) -> None:
    present, wanted = standing(connection.alias), _applicable(connection)
    with connection.cursor() as cursor:
        for guard in wanted:
            if guard.name not in present:
                cursor.execute(guard.postgresql)
        remove_stale_walls(cursor, wanted={guard.name for guard in wanted})


def _applicable(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards of tables that are there already."""
    tables = set(connection.introspection.table_names())
    return [guard for guard in all_guards() if guard.table in tables]


def standing(using: str = "default") -> set[str]:
    """Names of the guards that are up now; a policy counts while its table enforces it, for the owner too."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    else:
        query = (
            "SELECT conname FROM pg_constraint WHERE conname LIKE %s "
            "UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE %s "
            "UNION SELECT polname FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid "
            "WHERE relrowsecurity AND relforcerowsecurity AND polname LIKE %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"] * query.count("%s"))
        return {name for (name,) in cursor.fetchall()}
