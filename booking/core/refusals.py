"""What a guard is, which tables have an organization, and the guards that rooms register."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps

PREFIX = "guard_"

# Columns that tell whose a row is; the second is plumbing's, below the room of organizations.
ORGANIZATION_COLUMNS = ("organization_id", "organization_key")


@dataclass(frozen=True)
class Guard:
    """One refusal: `postgresql` is SQL that puts it up, `sqlite` the bodies of triggers by their suffix.

    A trigger body is what follows CREATE TRIGGER <name>; its message should say what is refused.
    """

    name: str
    table: str
    postgresql: str
    sqlite: dict[str, str]


registered: list[Guard] = []


def register(guard: Guard) -> Guard:
    if guard.name not in [known.name for known in registered]:
        registered.append(guard)
    return guard


def tenant_tables() -> Iterator[tuple[type, str]]:
    """Every model of a room whose rows belong to an organization, with the column that says to which."""
    for model in apps.get_models():
        if model.__module__.startswith("booking.") and model._meta.managed and not model._meta.proxy:
            columns = {field.column for field in model._meta.local_concrete_fields}
            for column in ORGANIZATION_COLUMNS:
                if column in columns:
                    yield model, column


def tenant_references() -> Iterator[tuple[type, object]]:
    """Every foreign key between two models that both have an organization: (model, field)."""
    owned = {model for model, column in tenant_tables() if column == "organization_id"}
    for model, _ in tenant_tables():
        for field in model._meta.local_concrete_fields:
            if model in owned and field.is_relation and field.related_model in owned:
                yield model, field
