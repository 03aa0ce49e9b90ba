"""Rows read together with what they refer to, in one statement that is made once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from django.db import connection
from django.db.models import Field, ForeignObjectRel, Model

from booking.core.narrowing import NOTHING, lookup_for
from booking.core.rows.fields import is_owned, prepare
from booking.core.rows.reading import Converter, columns_of, converted
from booking.core.scopes import RUNTIME, active
from booking.core.tenancy import active_organization_id

Row = TypeVar("Row", bound=Model)
_ANYBODY = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the join: where its columns and its key lie, and by which relation of which part it is reached."""

    model: type[Model]
    first: int
    last: int
    names: list[str]
    converters: list[Converter]
    key: int
    parent: int = 0
    relation: Field | ForeignObjectRel | None = None


def select_along(model: type[Row], where: Mapping[str, object], *, along: Sequence[str]) -> list[Row]:
    """What `select` finds, with the relations of these paths to one row each at hand, or None.

    One statement. A path comes after the one it continues ("instructor", then "instructor__schedule"). A scope that
    sees only some rows of a table (see `core.narrowing`) finds only those here too.
    """
    if is_owned(model):
        where = {**where, "organization": active_organization_id()}
    scope = active.get()
    lookup = None if scope.role == RUNTIME else lookup_for(model._meta.label, role=scope.role)
    if lookup == NOTHING:
        return []
    many = {name: values for name, values in where.items() if isinstance(values, (tuple, list))}
    if not all(many.values()):
        return []
    shape = tuple((name, len(many[name]) if name in many else 0) for name in where)
    statement, asked, parts = _statement(model, shape, tuple(along), lookup)
    given = [value for name, given in where.items() for value in (given if name in many else [given])]
    person = [] if lookup is None else [scope.person_id]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*prepare(asked, given), *person])
        return [_assemble(row, parts) for row in cursor.fetchall()]


def _assemble(row: Sequence[object], parts: list[_Part]) -> Model:
    made: list[Model | None] = []
    for part in parts:
        made.append(_instance(part, row[part.first : part.last]))
        if part.relation is not None and (parent := made[part.parent]) is not None:
            part.relation.set_cached_value(parent, made[-1])
            if made[-1] is not None and part.relation.one_to_one:
                part.relation.remote_field.set_cached_value(made[-1], parent)
    return made[0]


def _instance(part: _Part, row: Sequence[object]) -> Model | None:
    if row[part.key] is None:
        return None
    return part.model.from_db(connection.alias, part.names, converted(row, part.converters))


@lru_cache(maxsize=200)
def _statement(
    model: type[Model], shape: tuple[tuple[str, int], ...], along: tuple[str, ...], lookup: str | None
) -> tuple[str, list[Field], list[_Part]]:
    quote, meta = connection.ops.quote_name, model._meta
    parts, joins = [_part(model, first=0)], []
    number_of = {"": 0}
    for path in along:
        before, _, name = path.rpartition("__")
        parent = number_of[before]
        number_of[path] = len(parts)
        relation = parts[parent].model._meta.get_field(name)
        joins.append(_join(relation, parent=parent, number=len(parts)))
        parts.append(_part(relation.related_model, first=parts[-1].last, parent=parent, relation=relation))
    conditions, asked = _conditions(model, shape)
    if lookup is not None:
        conditions.append(_within_reach(model, lookup))
    columns = ", ".join(column for number, part in enumerate(parts) for column in _columns(part, number=number))
    tables = " ".join([f"{quote(meta.db_table)} t0", *joins])
    order = f"t0.{quote(meta.pk.column)}"
    return f"SELECT {columns} FROM {tables} WHERE {' AND '.join(conditions)} ORDER BY {order}", asked, parts


def _conditions(model: type[Model], shape: tuple[tuple[str, int], ...]) -> tuple[list[str], list[Field]]:
    conditions, asked = [], []
    for name, count in shape:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        places = f"IN ({', '.join(['%s'] * count)})" if count else "= %s"
        conditions.append(f"t0.{connection.ops.quote_name(field.column)} {places}")
        asked += [field] * (count or 1)
    return conditions, asked


def _within_reach(model: type[Model], lookup: str) -> str:
    """Asks for the person's id. Raises ValueError for a way that asks for more."""
    ways = model._base_manager.filter(**{lookup: _ANYBODY}).values("pk")
    found, asked = ways.query.sql_with_params()
    if asked != (_ANYBODY,):
        raise ValueError(f"{lookup} asks for more than a person")
    return f"t0.{connection.ops.quote_name(model._meta.pk.column)} IN ({found})"


def _part(model: type[Model], *, first: int, **reached: object) -> _Part:
    names, converters = columns_of(model)
    return _Part(model, first, first + len(names), names, converters, names.index(model._meta.pk.attname), **reached)


def _columns(part: _Part, *, number: int) -> Iterator[str]:
    for field in part.model._meta.concrete_fields:
        yield f"t{number}.{connection.ops.quote_name(field.column)}"


def _join(relation: Field | ForeignObjectRel, *, parent: int, number: int) -> str:
    quote, other = connection.ops.quote_name, relation.related_model._meta
    if relation.concrete:
        here, there = relation.column, other.pk.column
    else:
        here, there = relation.model._meta.pk.column, relation.remote_field.column
    return f"LEFT JOIN {quote(other.db_table)} t{number} ON t{number}.{quote(there)} = t{parent}.{quote(here)}"
