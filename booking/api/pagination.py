"""Cursor pagination by keyset: pages stay put while rows come and go, and late pages cost what the first one does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from booking.core.errors import Malformed
from booking.core.sealing import CannotUnseal, seal, unseal

PAGE_SIZE = 50
LARGEST_PAGE = 100


@dataclass(frozen=True)
class Page:
    """`next` and `previous` are absolute addresses, None where the list ends."""

    rows: list
    next: str | None
    previous: str | None

    def show(self, results: list[dict]) -> dict[str, object]:
        return {"results": results, "next": self.next, "previous": self.previous}


@dataclass(frozen=True)
class _Cursor:
    """Where a page begins: strictly behind, or before, the row with these key values."""

    is_backwards: bool
    values: tuple


def read_page(
    queryset: QuerySet, *, keys: Sequence[str], name: str, request: Request, cursor: str = "", size: int = PAGE_SIZE
) -> Page:
    """One page of a list called `name`, ordered by `keys`, which must be unique together and never null.

    Raises Malformed for a cursor that did not come from this list.
    """
    at = _open(cursor, name=name, keys=keys) if cursor else None
    is_backwards = at is not None and at.is_backwards
    ordered = queryset.order_by(*[f"-{key}" if is_backwards else key for key in keys])
    if at is not None:
        ordered = ordered.filter(_beyond(keys, at=at))
    rows = list(ordered[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if is_backwards:
        rows.reverse()
    has_next = is_backwards or has_more
    has_previous = has_more if is_backwards else at is not None
    return Page(
        rows,
        next=_address(request, rows[-1], keys=keys, name=name, step="next") if rows and has_next else None,
        previous=_address(request, rows[0], keys=keys, name=name, step="previous") if rows and has_previous else None,
    )


def _beyond(keys: Sequence[str], *, at: _Cursor) -> Q:
    """(a, b) > (x, y) spelled out: a > x, or a = x and b > y."""
    comparison = "lt" if at.is_backwards else "gt"
    condition, equal = Q(), Q()
    for key, value in zip(keys, at.values, strict=True):
        condition |= equal & Q(**{f"{key}__{comparison}": value})
        equal &= Q(**{key: value})
    return condition


def _address(request: Request, row: object, *, keys: Sequence[str], name: str, step: str) -> str:
    values = [getattr(row, key) for key in keys]
    plain = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return replace_query_param(request.build_absolute_uri(), "cursor", seal([name, step, plain]))


def _open(cursor: str, *, name: str, keys: Sequence[str]) -> _Cursor:
    """Sealed, so that no primary key shows and nobody makes up a cursor."""
    try:
        of, step, values = unseal(cursor)
    except (CannotUnseal, ValueError, TypeError):
        raise _unknown_cursor() from None
    if of != name or len(values) != len(keys):
        raise _unknown_cursor()
    return _Cursor(
        is_backwards=step == "previous",
        values=tuple(datetime.fromisoformat(v["at"]) if isinstance(v, dict) else v for v in values),
    )


def _unknown_cursor() -> Malformed:
    return Malformed("The cursor is not one of this list. Follow next and previous as they are, or start over.")
