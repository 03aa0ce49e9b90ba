"""Keys of rows to come, asked of PostgreSQL together with the next statement, so that nobody waits to learn them."""

from django.db import connection
from django.db.models import Model


class KeysWanted(str):
    """A statement that reads one new key of each of these tables; what runs it keeps them for `take_key`."""

    __slots__ = ("tables",)


def reserve_keys(*models: type[Model]) -> None:
    """Let `insert` write the next row of each model without waiting. Elsewhere than in PostgreSQL it never waits."""
    opened = connection.connection
    if not connection.in_atomic_block or not hasattr(opened, "reserved"):
        return
    coming = {table for text in opened.owed if isinstance(text, KeysWanted) for table in text.tables}
    missing = [model for model in models if model._meta.db_table not in coming | opened.reserved.keys()]
    if missing:
        names = [f"nextval('{sequence_of(model)}'::regclass)" for model in missing]
        wanted = KeysWanted(f"SELECT {', '.join(names)}")
        wanted.tables = tuple(model._meta.db_table for model in missing)
        opened.owed.append(wanted)


def take_key(model: type[Model]) -> int | None:
    """A key that was reserved for a row of this model, for one row only."""
    reserved = getattr(connection.connection, "reserved", None)
    return reserved.pop(model._meta.db_table, None) if reserved else None


def sequence_of(model: type[Model]) -> str:
    """As PostgreSQL names it for an identity column; whoever renames a table renames it too."""
    quote = connection.ops.quote_name
    return quote(f"{model._meta.db_table}_{model._meta.pk.column}_seq")
