from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Field, Model

from booking.core.rows.fields import is_owned, prepare
from booking.core.rows.keys import take_key
from booking.core.rows.later import Later
from booking.core.tenancy import check_tenant


def insert(*rows: Model) -> None:
    """Write new rows of one model in one statement and give them their primary keys.

    A single row whose key is reserved may go together with the next statement. Raises CrossTenantWrite for rows of
    another organization, and what `save` raises.
    """
    if len(rows) == 1 and (key := take_key(type(rows[0]))):
        _write_by_key(rows[0], key)
    elif rows:
        _write(rows, ending="")


def insert_later(*rows: Model) -> None:
    """Write new rows whose keys nobody needs and that cannot fail, at once or together with the next statement."""
    if rows:
        start, one, _, fields = insert_statement(type(rows[0]))
        with connection.cursor() as cursor:
            cursor.execute(Later(f"{start}{', '.join([one] * len(rows))}"), values_of(rows, fields))


def insert_unless_known(row: Model) -> bool:
    """Write a new row unless a unique key has it already, waiting for a concurrent one; whether it was written."""
    return _write([row], ending=" ON CONFLICT DO NOTHING")


def update(row: Model, values: Mapping[str, object], *, where: Mapping[str, object] | None = None) -> bool:
    """Write these columns of the row and set them on it, if it still has the values of `where`; whether it had.

    Raises CrossTenantWrite. `where` holds no None.
    """
    _check_owner(row)
    where = {"pk": row.pk, **(where or {})}
    statement, fields = _update_statement(type(row), tuple(values), tuple(where))
    given = [*values.values(), *where.values()]
    with connection.cursor() as cursor:
        cursor.execute(statement, prepare(fields, given))
        written = cursor.rowcount > 0
    if written:
        for name, value in values.items():
            setattr(row, name, value)
    return written


def update_later(row: Model, values: Mapping[str, object]) -> None:
    """Write these columns of a row that is locked and set them on it, at once or together with the next statement."""
    _check_owner(row)
    statement, fields = _update_statement(type(row), tuple(values), ("pk",))
    with connection.cursor() as cursor:
        cursor.execute(Later(statement), prepare(fields, [*values.values(), row.pk]))
    for name, value in values.items():
        setattr(row, name, value)


def keep_at_hand(parent: Model, relation: str, rows: Sequence[Model]) -> None:
    """Let `parent.<relation>.all()` answer with rows that were just written, instead of reading them back."""
    queryset = getattr(parent, relation).get_queryset()
    queryset._result_cache = list(rows)
    queryset._prefetch_done = True
    known = parent.__dict__.setdefault("_prefetched_objects_cache", {})
    known[relation] = queryset


def _write(rows: Sequence[Model], *, ending: str) -> bool:
    start, one, end, fields = insert_statement(type(rows[0]))
    statement = f"{start}{', '.join([one] * len(rows))}{ending}{end}"
    with connection.cursor() as cursor:
        cursor.execute(statement, values_of(rows, fields))
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=False):
        _give_key(row, key)
    return len(keys) == len(rows)


def _write_by_key(row: Model, key: int) -> None:
    _give_key(row, key)
    start, one, fields = _keyed_statement(type(row))
    with connection.cursor() as cursor:
        cursor.execute(Later(f"{start}{one}"), values_of([row], fields))


def _give_key(row: Model, key: int) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, connection.alias


def values_of(rows: Sequence[Model], fields: Sequence[Field]) -> list[object]:
    """All columns of all rows. Raises CrossTenantWrite."""
    values: list[object] = []
    for row in rows:
        _check_owner(row)
        values += prepare(fields, [field.pre_save(row, True) for field in fields])
    return values


def _check_owner(row: Model) -> None:
    if is_owned(type(row)):
        check_tenant(row)


@lru_cache(maxsize=200)
def insert_statement(model: type[Model]) -> tuple[str, str, str, tuple[Field, ...]]:
    """The statement's beginning, the places of one row, its end, and the fields that are written: all but the key."""
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    start, one = _insert_into(model, fields)
    return start, one, f" RETURNING {connection.ops.quote_name(model._meta.pk.column)}", fields


@lru_cache(maxsize=200)
def _keyed_statement(model: type[Model]) -> tuple[str, str, tuple[Field, ...]]:
    fields = tuple(model._meta.local_concrete_fields)
    return *_insert_into(model, fields), fields


def _insert_into(model: type[Model], fields: Sequence[Field]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ", f"({', '.join(['%s'] * len(fields))})"


@lru_cache(maxsize=200)
def _update_statement(
    model: type[Model], names: tuple[str, ...], where: tuple[str, ...]
) -> tuple[str, tuple[Field, ...]]:
    quote, meta = connection.ops.quote_name, model._meta
    written = [meta.get_field(name) for name in names]
    asked = [meta.pk if name == "pk" else meta.get_field(name) for name in where]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in written)
    condition = " AND ".join(f"{quote(field.column)} = %s" for field in asked)
    return f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {condition}", (*written, *asked)
