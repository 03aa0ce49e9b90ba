from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from django.db import connection
from django.db.models import Field, Model

from booking.core.rows.fields import is_owned, prepare
from booking.core.tenancy import active_organization_id

Row = TypeVar("Row", bound=Model)
# Position in the row, the field's expression, what turns the database's value into Python's.
Converter = tuple[int, object, list[Callable]]


def select(model: type[Row], where: Mapping[str, object]) -> list[Row]:
    """Rows of the active organization by equality, in order of their keys; a tuple or list means any of its values.

    `where` holds no None. Raises NoActiveOrganization.
    """
    return _read(model, where, ending="")


def select_to_lock(model: type[Row], where: Mapping[str, object]) -> list[Row]:
    """The same rows, locked until the transaction ends where the database knows row locks."""
    has_locks = connection.features.has_select_for_update
    return _read(model, where, ending=" FOR NO KEY UPDATE" if has_locks else "")


def _read(model: type[Row], where: Mapping[str, object], *, ending: str) -> list[Row]:
    if is_owned(model):
        where = {**where, "organization": active_organization_id()}
    many = {name: values for name, values in where.items() if isinstance(values, (tuple, list))}
    if not all(many.values()):
        return []
    shape = tuple((name, len(many[name]) if name in many else 0) for name in where)
    statement, asked = _statement(model, shape)
    given = [value for name, given in where.items() for value in (given if name in many else [given])]
    with connection.cursor() as cursor:
        cursor.execute(statement + ending, prepare(asked, given))
        rows = cursor.fetchall()
    names, converters = columns_of(model)
    return [model.from_db(connection.alias, names, converted(row, converters)) for row in rows]


def converted(row: Sequence[object], converters: list[Converter]) -> list[object]:
    """The values as Python has them."""
    values = list(row)
    for position, expression, convert in converters:
        for each in convert:
            values[position] = each(values[position], expression, connection)
    return values


@lru_cache(maxsize=500)
def _statement(model: type[Model], shape: tuple[tuple[str, int], ...]) -> tuple[str, list[Field]]:
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(quote(field.column) for field in meta.concrete_fields)
    conditions, asked = [], []
    for name, count in shape:
        field = meta.pk if name == "pk" else meta.get_field(name)
        places = f"IN ({', '.join(['%s'] * count)})" if count else "= %s"
        conditions.append(f"{quote(field.column)} {places}")
        asked += [field] * (count or 1)
    condition, key = " AND ".join(conditions), quote(meta.pk.column)
    return f"SELECT {columns} FROM {quote(meta.db_table)} WHERE {condition} ORDER BY {key}", asked


@lru_cache(maxsize=200)
def columns_of(model: type[Model]) -> tuple[list[str], list[Converter]]:
    """The attributes of a whole row in order, and what has to be converted of it."""
    fields = model._meta.concrete_fields
    converters = []
    for position, field in enumerate(fields):
        expression = field.get_col(model._meta.db_table)
        found = [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]
        if found:
            converters.append((position, expression, found))
    return [field.attname for field in fields], converters
