"""Blackouts: dates or times at which somebody does not work, or a room is closed."""

from datetime import date, timedelta

from booking.studios.schema.composites import Key, ListOf, Section
from booking.studios.schema.scalars import Flag, Text
from booking.studios.schema.times import Day, WallTime
from booking.studios.schema.types import INVALID, Context, Scalar, Spot, Type

_DATE = len("2027-07-01")
_MIDNIGHT = "T00:00"


class _Edge(Type):
    """A date, or a wall-clock time."""

    allowed = 'a date such as 2027-07-01, or a date and time such as "2027-07-01T12:00"'

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        return (WallTime() if len(scalar.text) > _DATE else Day()).read_scalar(spot, scalar=scalar)

    def write(self, value: str, *, context: Context) -> object:
        return value if len(value) > _DATE else Day().write(value, context=context)


_BLACKOUT = Section(
    Key("from", _Edge()),
    Key("to", _Edge()),
    Key("reason", Text(120), default=""),
    Key("keep_booked", Flag(), default=False),
)


class Blackouts(Type):
    """The value is a sorted list of (start, end, reason, keep_booked), wall-clock texts, the end not included.

    In the file a date as `to` is the last day.
    """

    allowed = "a list of times"
    items = ListOf(_BLACKOUT, most=1000)

    def read(self, spot: Spot) -> object:
        before = len(spot.context.problems)
        items = self.items.read(spot)
        if items is INVALID or len(spot.context.problems) > before:
            return INVALID
        found: dict[tuple[str, str], tuple] = {}
        for index, item in enumerate(items):
            edges, place = _edges(item["from"], item["to"]), spot.item(index, spot.node.items[index])
            if edges[0] >= edges[1]:
                place.child("to").refuse("a time after `from`")
            elif edges in found:
                place.refuse("each time once", found="the same time a second time")
            found[edges] = (*edges, item["reason"], item["keep_booked"])
        return sorted(found.values())

    def write(self, value: list[tuple], *, context: Context) -> list[dict]:
        written = []
        for start, end, reason, keeps in value:
            if start.endswith(_MIDNIGHT) and end.endswith(_MIDNIGHT):
                start, end = start[:_DATE], _next_day(end[:_DATE], days=-1)
            blackout = {"from": start, "to": end, "reason": reason, "keep_booked": keeps}
            written.append(_BLACKOUT.write(blackout, context=context))
        return written


def _edges(start: str, end: str) -> tuple[str, str]:
    first = start if len(start) > _DATE else start + _MIDNIGHT
    return first, end if len(end) > _DATE else _next_day(end, days=1) + _MIDNIGHT


def _next_day(day: str, *, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
