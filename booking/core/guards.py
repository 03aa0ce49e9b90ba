"""Refusals that live in the database itself and that Django cannot express on both databases.

They come down before every migrate and go up after it: Django rebuilds SQLite tables when it alters them, drops their
triggers on the way, and stumbles over triggers that name a table being rebuilt.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connections

PREFIX = "guard_"


@dataclass(frozen=True)
class Guard:
    """One refusal: `postgresql` is one statement, `sqlite` the bodies of triggers by their suffix.

    A trigger body is what follows CREATE TRIGGER <name>; its message should say what is refused.
    """

    name: str
    table: str
    postgresql: str
    sqlite: dict[str, str]


_guards: list[Guard] = []


def register(guard: Guard) -> Guard:
    if guard.name not in [known.name for known in _guards]:
        _guards.append(guard)
    return guard


def tenant_references() -> Iterator[tuple[type, object]]:
    """Every foreign key between two models that both have an organization: (model, field)."""
    for model in apps.get_models():
        if not _is_tenant(model) or not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if field.is_relation and _is_tenant(field.related_model):
                yield model, field


def _is_tenant(model: type) -> bool:
    return model.__module__.startswith("booking.") and any(f.name == "organization" for f in model._meta.fields)


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
    return [*_tenant_keys(), *_tenant_guards(), *_guards]


def take_down(using: str = "default", **kwargs) -> None:
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def put_up(using: str = "default", **kwargs) -> None:
    """Create whatever is missing. Cheap when all is there."""
    if settings.UNSAFE_WITHOUT_PROTECTION:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        present = standing(using)
        tables = set(connection.introspection.table_names(cursor))
        for guard in all_guards():
            if guard.table not in tables:
                continue
            if connection.vendor == "sqlite":
                for suffix, body in guard.sqlite.items():
                    if f"{guard.name}_{suffix}" not in present:
                        cursor.execute(f'CREATE TRIGGER "{guard.name}_{suffix}" {body}')
            elif guard.name not in present:
                cursor.execute(guard.postgresql)


def standing(using: str = "default") -> set[str]:
    """Names of the guards that are up now."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    else:
        query = (
            "SELECT conname FROM pg_constraint WHERE conname LIKE %s "
            "UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"] * query.count("%s"))
        return {name for (name,) in cursor.fetchall()}
