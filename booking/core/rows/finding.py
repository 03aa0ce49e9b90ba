"""The row that somebody means, made on first sight."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from django.db import connection
from django.db.models import Field, Model

from booking.core.rows.fields import prepare
from booking.core.rows.reading import columns_of, converted, select
from booking.core.rows.writing import insert_statement, insert_unless_known, values_of

Row = TypeVar("Row", bound=Model)


def find_or_insert(row: Row, *, by: Sequence[str]) -> Row:
    """The row of the active organization that has these values of `row`, which a unique key holds apart; or `row`, new.

    In one statement where a round trip costs more than that. Raises CrossTenantWrite.
    """
    model, where = type(row), {name: getattr(row, name) for name in by}
    if connection.vendor == "postgresql":
        found = _find_or_insert(row, (*by, "organization"))
    else:
        found = next(iter(select(model, where)), None) or (row if insert_unless_known(row) else None)
    # What a concurrent transaction has written meanwhile is seen by the next statement only.
    return found or model._default_manager.get(**where)


def _find_or_insert(row: Row, by: tuple[str, ...]) -> Row | None:
    model = type(row)
    statement, written, asked = _statement(model, by)
    known_by = prepare(asked, [getattr(row, field.attname) for field in asked])
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values_of([row], written), *known_by])
        rows = cursor.fetchall()
    names, converters = columns_of(model)
    return next((model.from_db(connection.alias, names, converted(found, converters)) for found in rows), None)


@lru_cache(maxsize=50)
def _statement(model: type[Model], by: tuple[str, ...]) -> tuple[str, Sequence[Field], Sequence[Field]]:
    quote, meta = connection.ops.quote_name, model._meta
    start, one, _, written = insert_statement(model)
    columns = ", ".join(quote(field.column) for field in meta.concrete_fields)
    asked = [meta.get_field(name) for name in by]
    condition = " AND ".join(f"{quote(field.column)} = %s" for field in asked)
    made = f"WITH made AS ({start}{one} ON CONFLICT DO NOTHING RETURNING {columns})"
    known = f"SELECT {columns} FROM {quote(meta.db_table)} WHERE {condition}"
    return f"{made} SELECT {columns} FROM made UNION ALL {known}", written, asked
