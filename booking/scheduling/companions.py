"""Rows of higher rooms that change with a session, to be locked along with it.

Whoever follows a change of sessions in its transaction writes rows that others lock before they come to the session.
All are locked in one sorted call, or the two would wait for each other.
"""

from collections.abc import Callable, Iterable

from django.db.models import Model

Finder = Callable[[list[int]], Iterable[Model]]

_finders: list[Finder] = []


def lock_along(finder: Finder) -> Finder:
    """Register a function that gives, for ids of sessions, the rows that change with them."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def companions_of(session_ids: Iterable[int]) -> list[Model]:
    """All rows to be locked along with these sessions."""
    ids = list(session_ids)
    return [row for finder in _finders for row in finder(ids)] if ids else []
