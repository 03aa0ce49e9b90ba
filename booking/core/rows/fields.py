from django.db import connection
from django.db.models import Field, Model

from booking.core.tenancy import ScopedManager


def is_owned(model: type[Model]) -> bool:
    """Whether the rows belong to organizations."""
    return isinstance(model._default_manager, ScopedManager)


def prepare(field: Field, value: object) -> object:
    """The value as the database takes it."""
    return field.get_db_prep_save(value, connection)
