"""Changing a schedule in its own words: one date, or one and all that follow. Pure; each returns a new pattern.

Dates are named as in `variations`. What is said of one date holds against what is said of many, so a date that was
moved by name stays where it is when those around it are shifted.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from booking.scheduling.variations import SHIFTS

# What is said of dates from one on, in the words of `changes`.
Values = Mapping[str, object]


def move_date(pattern: Mapping, *, name: str, to: datetime) -> dict[str, object]:
    """Hold one date at another wall-clock time."""
    moves = [move for move in pattern.get("move", []) if move["from"] != name]
    moves.append({"from": name, "to": to.isoformat(timespec="minutes")})
    return _with(pattern, skip=_without(pattern, name), move=sorted(moves, key=lambda move: move["from"]))


def add_date(pattern: Mapping, *, wall: datetime) -> dict[str, object]:
    """Hold one more date, beyond the rule."""
    return _with(pattern, extra=sorted({*pattern.get("extra", []), wall.isoformat(timespec="minutes")}))


def skip_date(pattern: Mapping, *, name: str) -> dict[str, object]:
    """Leave one date out."""
    moves = [move for move in pattern.get("move", []) if move["from"] != name]
    return _with(pattern, skip=sorted({*pattern.get("skip", []), name}), move=moves)


def change_date(pattern: Mapping, *, name: str, values: Values) -> dict[str, object]:
    """Have one date be different: held by others, with other places."""
    kept, before = [], {}
    for change in pattern.get("changes", []):
        if (change["from"], change.get("to")) == (name, name):
            before = change
        else:
            kept.append(change)
    return _with(pattern, changes=[*kept, {**before, "from": name, "to": name, **values}])


def change_following(pattern: Mapping, *, name: str, values: Values) -> dict[str, object]:
    """Have one date and all that follow be different, whatever was said of them in this respect."""
    kept, before = [], {}
    said = values.keys() | SHIFTS if values.keys() & SHIFTS else values.keys()
    for change in pattern.get("changes", []):
        if change["from"] < name:
            kept.append(change)
            continue
        rest = {key: value for key, value in change.items() if key not in said}
        if (change["from"], change.get("to")) == (name, None):
            before = rest
        elif rest.keys() - {"from", "to"}:
            kept.append(rest)
    moves = pattern.get("move", [])
    if values.keys() & SHIFTS:
        moves = [move for move in moves if move["from"] != name]
    return _with(pattern, changes=[*kept, {**before, "from": name, **values}], move=moves)


def end_before(pattern: Mapping, *, day: date) -> dict[str, object]:
    """End a repetition with the day before; what was said of later dates goes with them."""
    limit = day.isoformat()
    ended = {key: value for key, value in pattern.items() if key != "count"}
    return _with(
        {**ended, "until": (day - timedelta(days=1)).isoformat()},
        skip=[name for name in pattern.get("skip", []) if name < limit],
        move=[move for move in pattern.get("move", []) if move["from"] < limit],
        changes=[change for change in pattern.get("changes", []) if change["from"] < limit],
        extra=[extra for extra in pattern.get("extra", []) if extra < limit],
    )


def _without(pattern: Mapping, name: str) -> list[str]:
    return [skipped for skipped in pattern.get("skip", []) if skipped != name]


def _with(pattern: Mapping, **lists: list) -> dict[str, object]:
    """The pattern with these lists; empty ones are not written."""
    rest = {key: value for key, value in pattern.items() if key not in lists}
    return {**rest, **{key: value for key, value in lists.items() if value}}
