from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model

from booking.core.tenancy import ScopedManager


def is_owned(model: type[Model]) -> bool:
    """Whether the rows belong to organizations."""
    return isinstance(model._default_manager, ScopedManager)


def prepare(fields: Iterable[Field], values: Iterable[object]) -> list[object]:
    """The values as the database takes them."""
    database = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(value, database) for field, value in zip(fields, values, strict=True)]
