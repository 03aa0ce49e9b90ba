"""The schedule of an offering. Its value is the pattern that the scheduling room keeps, and the zone it is read in."""

from booking.core.errors import Invalid
from booking.scheduling.patterns import read_pattern
from booking.studios.schema.composites import Key, ListOf, Section
from booking.studios.schema.scalars import OneOf, Whole, zone_name
from booking.studios.schema.times import WEEKDAYS, Day, TimeOfDay, WallTime
from booking.studios.schema.types import INVALID, Context, Spot, Type, show_words


def _check_repeat(values: dict, spot: Spot) -> None:
    if values["position"] == 0:
        spot.child("position").refuse("1 to 5, or -1 for the last")
    elif values["position"] is not None and (values["unit"] != "month" or not values["on"]):
        spot.child("position").refuse("a position only with `unit: month` and `on`")
    if values["month_days"] and (values["unit"] != "month" or values["on"]):
        spot.child("month_days").refuse("days of the month only with `unit: month` and without `on`")


_SPAN = Section(Key("from", TimeOfDay()), Key("to", TimeOfDay()))
_INNER = Section(
    Key("starts", Day(), default=None),
    Key("at", TimeOfDay(), default=None),
    Key("dates", ListOf(WallTime(), unique="", least=1, most=1000), default=None),
    Key(
        "days",
        Section(Key("from", Day()), Key("to", Day()), Key("rest", ListOf(Day(), unique=""), default=[])),
        default=None,
    ),
    Key("sessions", ListOf(_SPAN, least=1, most=50), default=None),
    Key(
        "repeat",
        Section(
            Key("every", Whole(1, 100)),
            Key("unit", OneOf("day", "week", "month")),
            Key("on", ListOf(OneOf(*WEEKDAYS), unique=""), default=[]),
            Key("position", Whole(-1, 5), default=None),
            Key("month_days", ListOf(Whole(1, 31), unique=""), default=[]),
            check=_check_repeat,
        ),
        default=None,
    ),
    Key("until", Day(), default=None),
    Key("count", Whole(1, 1000), default=None),
    Key("skip", ListOf(Day(), unique=""), default=[]),
    Key("move", ListOf(Section(Key("from", Day()), Key("to", WallTime())), unique="from"), default=[]),
    Key("timezone", zone_name, default=None),
)
_SHAPES = (
    ({"starts", "at"}, {"repeat", "until", "count", "skip", "move"}),
    ({"dates"}, set()),
    ({"days", "sessions"}, set()),
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
            read_pattern(pattern, minutes=60)
        except Invalid as refusal:
            reasons = refusal.fields.get("schedule", [refusal.detail])
            return spot.refuse("a schedule that can be held", found="; ".join(reasons))
        return {"pattern": pattern, "timezone": timezone}

    def _has_shape(self, pattern: dict, *, spot: Spot) -> bool:
        keys = pattern.keys()
        if not any(needed <= keys <= needed | more for needed, more in _SHAPES):
            spot.refuse(_SHAPES_IN_WORDS, found=show_words(list(keys)) if keys else "nothing")
        elif "repeat" not in pattern and keys & {"until", "count", "skip", "move"}:
            spot.refuse("`repeat` beside `until`, `count`, `skip` or `move`", found="no `repeat`")
        elif "until" in pattern and "count" in pattern:
            spot.refuse("either `until` or `count`", found="both")
        elif "until" in pattern and pattern["until"] < pattern["starts"]:
            spot.child("until").refuse(f"a date from {pattern['starts']} on")
        else:
            return True
        return False

    def write(self, value: dict, *, context: Context) -> object:
        blank = {key.name: [] if key.default == [] else None for key in _INNER.keys}
        pattern = _filled(value["pattern"])
        timezone = None if value["timezone"] == zone_of_place(context) else value["timezone"]
        return _INNER.write({**blank, **pattern, "timezone": timezone}, context=context)


def zone_of_place(context: Context) -> str | None:
    """The zone of the place of the offering that is being read or written, else the organization's."""
    studio, offering = context.parents[0], context.parents[-1]
    for place in studio.get("places", []):
        if place.get("slug") == offering.get("place"):
            return place.get("timezone")
    return context.organization.get("timezone")


def _without_blanks(values: dict) -> dict:
    """The pattern as people write it: no key that says nothing."""
    return {
        name: _without_blanks(value) if isinstance(value, dict) else value
        for name, value in values.items()
        if value is not None and value != []
    }


def _filled(pattern: dict) -> dict:
    """The inverse for the nested sections, whose keys the writer expects in full."""
    filled = dict(pattern)
    if "repeat" in filled:
        filled["repeat"] = {"on": [], "position": None, "month_days": [], **filled["repeat"]}
    if "days" in filled:
        filled["days"] = {"rest": [], **filled["days"]}
    return filled
