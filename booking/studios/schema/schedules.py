"""The schedule of an offering. Its value is the pattern that the scheduling room keeps, and the zone it is read in."""

from booking.core.errors import Invalid
from booking.scheduling.patterns import read_pattern
from booking.scheduling.variations import MOST_DAYS
from booking.studios.schema.composites import Key, ListOf, OneOrMany, Section
from booking.studios.schema.people import facilitator
from booking.studios.schema.scalars import OneOf, Text, Whole, zone_name
from booking.studios.schema.times import DateName, Day, TimeOfDay, WallTime, WeekDay
from booking.studios.schema.types import INVALID, Context, Spot, Type, show_words


def _check_repeat(values: dict, spot: Spot) -> None:
    has_ordinal = any(" " in day for day in values["on"])
    if 0 in values["position"]:
        spot.child("position").refuse("1 to 5, or -1 for the last")
    elif values["position"] and (values["unit"] != "month" or not values["on"] or has_ordinal):
        spot.child("position").refuse("a position only with `unit: month` and plain weekdays in `on`")
    if has_ordinal and values["unit"] != "month":
        spot.child("on").refuse("weekdays with a number only with `unit: month`")
    if 0 in values["month_days"]:
        spot.child("month_days").refuse("1 to 31, or -1 for the last")
    elif values["month_days"] and (values["unit"] != "month" or values["on"]):
        spot.child("month_days").refuse("days of the month only with `unit: month` and without `on`")


def _check_change(values: dict, spot: Spot) -> None:
    if values["to"] is not None and values["to"] < values["from"]:
        spot.child("to").refuse(f"a date from {values['from']} on")
    if all(values[name] in (None, []) for name in ("days", "at", "minutes", "facilitators", "capacity", "overbooking")):
        spot.refuse(
            "what changes: `days`, `at`, `minutes`, `facilitators`, `capacity` or `overbooking`", found="nothing"
        )
    elif values["at"] is not None and values["minutes"] is not None:
        spot.child("minutes").refuse("either `at` or `minutes`", found="both")


_DAYS = ListOf(Day(), unique="")
_SPAN = (Key("from", TimeOfDay()), Key("to", TimeOfDay()), Key("title", Text(120), default=""))
_MEETING = Section(*_SPAN, Key("days", _DAYS, default=[]))
_CHANGE = Section(
    Key("from", DateName()),
    Key("to", DateName(), default=None),
    Key("days", Whole(-MOST_DAYS, MOST_DAYS), default=None),
    Key("at", TimeOfDay(), default=None),
    Key("minutes", Whole(-1439, 1439), default=None),
    Key("facilitators", ListOf(facilitator, unique="", most=20), default=[]),
    Key("capacity", Whole(1), default=None),
    Key("overbooking", Whole(0), default=None),
    check=_check_change,
)
_REPEAT = Section(
    Key("every", Whole(1, 100)),
    Key("unit", OneOf("day", "week", "month")),
    Key("on", ListOf(WeekDay(), unique=""), default=[]),
    Key("position", OneOrMany(Whole(-5, 5)), default=[]),
    Key("month_days", ListOf(Whole(-31, 31), unique=""), default=[]),
    check=_check_repeat,
)
_INNER = Section(
    Key("starts", Day(), default=None),
    Key("at", TimeOfDay(), default=None),
    Key("dates", ListOf(WallTime(), unique="", least=1, most=1000), default=None),
    Key("days", Section(Key("from", Day()), Key("to", Day()), Key("rest", _DAYS, default=[])), default=None),
    Key("sessions", ListOf(_MEETING, least=1, most=50), default=[]),
    Key("breaks", ListOf(_MEETING, most=50), default=[]),
    Key("repeat", _REPEAT, default=None),
    Key("until", Day(), default=None),
    Key("count", Whole(1, 1000), default=None),
    Key("skip", ListOf(DateName(), unique="", most=1000), default=[]),
    Key("move", ListOf(Section(Key("from", DateName()), Key("to", WallTime())), unique="from", most=1000), default=[]),
    Key("changes", ListOf(_CHANGE, most=1000), default=[]),
    Key("extra", ListOf(WallTime(), unique="", most=1000), default=[]),
    Key("timezone", zone_name, default=None),
)
_ADDED = {"skip", "move", "changes", "extra"}
_SHAPES = (
    ({"starts", "at"}, {"repeat", "until", "count", *_ADDED}),
    ({"dates"}, _ADDED),
    ({"days", "sessions"}, {"breaks", *_ADDED}),
)
_SHAPES_IN_WORDS = (
    "`starts` and `at`, with `repeat` (and `until` or `count`, `skip`, `move`) when it comes again; "
    "or `dates`; or `days` and `sessions`"
)


class Schedule(Type):
    """The value is {"pattern": ..., "timezone": ...}, or None without dates."""

    allowed = _INNER.allowed

    def read(self, spot: Spot) -> object:
        before = len(spot.context.problems)
        values = _INNER.read(spot)
        if values is INVALID or len(spot.context.problems) > before:
            return INVALID
        pattern = _without_blanks(values)
        timezone = pattern.pop("timezone", None) or zone_of_place(spot.context)
        if not self._has_shape(pattern, spot=spot):
            return INVALID
        try:
            # How long the meetings are does not matter yet: whether listed ones overlap is seen when they are made.
            read_pattern(pattern, minutes=1)
        except Invalid as refusal:
            reasons = refusal.fields.get("schedule", [refusal.detail])
            return spot.refuse("a schedule that can be held", found="; ".join(reasons))
        return {"pattern": pattern, "timezone": timezone}

    def _has_shape(self, pattern: dict, *, spot: Spot) -> bool:
        keys = pattern.keys()
        if not any(needed <= keys <= needed | more for needed, more in _SHAPES):
            spot.refuse(_SHAPES_IN_WORDS, found=show_words(list(keys)) if keys else "nothing")
        elif "repeat" not in pattern and keys & {"until", "count"}:
            spot.refuse("`repeat` beside `until` or `count`", found="no `repeat`")
        elif "until" in pattern and "count" in pattern:
            spot.refuse("either `until` or `count`", found="both")
        elif "until" in pattern and pattern["until"] < pattern["starts"]:
            spot.child("until").refuse(f"a date from {pattern['starts']} on")
        else:
            return True
        return False

    def write(self, value: dict, *, context: Context) -> object:
        timezone = None if value["timezone"] == zone_of_place(context) else value["timezone"]
        return _INNER.write({**_filled(value["pattern"], section=_INNER), "timezone": timezone}, context=context)


def zone_of_place(context: Context) -> str | None:
    """The zone of the place of the offering that is being read or written, else the organization's."""
    studio, offering = context.parents[0], context.parents[-1]
    for place in studio.get("places", []):
        if place.get("slug") == offering.get("place"):
            return place.get("timezone")
    return context.organization.get("timezone")


def _without_blanks(values: dict) -> dict:
    """The pattern as people write it: no key that says nothing."""
    kept = {name: value for name, value in values.items() if value is not None and value not in ([], "")}
    return {name: _plain(value) for name, value in kept.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return _without_blanks(value)
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _filled(values: dict, *, section: Section) -> dict:
    """The inverse: the writer expects the keys of every section in full."""
    filled = {}
    for key in section.keys:
        value = values.get(key.name, [] if key.default == [] else "" if key.default == "" else None)
        if isinstance(key.type, Section) and value is not None:
            value = _filled(value, section=key.type)
        elif isinstance(key.type, ListOf) and isinstance(key.type.item, Section) and value:
            value = [_filled(item, section=key.type.item) for item in value]
        elif isinstance(key.type, OneOrMany) and isinstance(value, int):
            value = [value]
        filled[key.name] = value
    return filled
