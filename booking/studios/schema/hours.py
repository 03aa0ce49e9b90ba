"""Weekly hours and exceptions. Their values are windows in minutes after midnight, so that spelling does not matter."""

from booking.availability.rules import ANYTHING, Audience, Conditions, Mode
from booking.studios.schema.composites import Key, LaterRef, ListOf, Ref, Section
from booking.studios.schema.scalars import Flag, OneOf, Text
from booking.studios.schema.times import WEEKDAYS, Day, TimeOfDay, span_of, time_text
from booking.studios.schema.types import INVALID, Context, Spot, Type


def _check_span(values: dict, spot: Spot) -> None:
    if values["from"] is not None and values["from"] == values["to"] != "00:00":
        spot.child("to").refuse("a time after `from`, or before it for hours that end the next day")


_CONDITIONS = (
    Key("places", ListOf(Ref("places", singular="place"), unique=""), default=[]),
    Key("offerings", ListOf(LaterRef("offerings", singular="offering"), unique=""), default=[]),
    Key("booking", OneOf(*Mode), default=Mode.FIRM.value),
    Key("audience", OneOf(*Audience), default=Audience.EVERYONE.value),
)


def _conditions(values: dict) -> Conditions:
    return Conditions.from_json({key.name: values[key.name] for key in _CONDITIONS})


def _written(conditions: Conditions) -> dict[str, object]:
    return {
        "places": list(conditions.places),
        "offerings": list(conditions.offerings),
        "booking": conditions.booking.value,
        "audience": conditions.audience.value,
    }


_WINDOW = Section(
    Key("days", ListOf(OneOf(*WEEKDAYS), unique="", least=1)),
    Key("from", TimeOfDay()),
    Key("to", TimeOfDay()),
    *_CONDITIONS,
    check=_check_span,
)


class WeeklyHours(Type):
    """The value is a sorted list of (weekday, start, end, conditions)."""

    allowed = "a list of hours"
    items = ListOf(_WINDOW, most=200)

    def read(self, spot: Spot) -> object:
        windows = self.items.read(spot)
        if windows is INVALID or any(len(window) < len(_WINDOW.keys) for window in windows):
            return INVALID
        return sorted(
            {
                (WEEKDAYS.index(day), *span_of(window["from"], window["to"]), _conditions(window))
                for window in windows
                for day in window["days"]
            }
        )

    def write(self, value: list[tuple], *, context: Context) -> list[dict]:
        grouped: dict[tuple, list[str]] = {}
        for weekday, start, end, conditions in value:
            grouped.setdefault((start, end, conditions), []).append(WEEKDAYS[weekday])
        return [
            _WINDOW.write(
                {"days": days, "from": time_text(start), "to": time_text(end), **_written(conditions)}, context=context
            )
            for (start, end, conditions), days in grouped.items()
        ]


def _check_exception(values: dict, spot: Spot) -> None:
    times = [values["from"], values["to"]]
    if values["closed"] and times != [None, None]:
        spot.refuse("either `closed: true` or hours", found="both")
    elif not values["closed"] and None in times:
        spot.refuse("`closed: true`, or `from` and `to`", found="neither")
    else:
        _check_span(values, spot)


_EXCEPTION = Section(
    Key("date", Day()),
    Key("closed", Flag(), default=False),
    Key("from", TimeOfDay(), default=None),
    Key("to", TimeOfDay(), default=None),
    Key("reason", Text(120), default=""),
    *_CONDITIONS,
    check=_check_exception,
)


class Exceptions(Type):
    """The value is a sorted list of (date, hours, reason), hours being (start, end, conditions); none means closed.

    A date may have several hours.
    """

    allowed = "a list of dates"
    items = ListOf(_EXCEPTION)

    def read(self, spot: Spot) -> object:
        before = len(spot.context.problems)
        items = self.items.read(spot)
        if items is INVALID or len(spot.context.problems) > before:
            return INVALID
        days: dict[str, tuple[list, str]] = {}
        for index, item in enumerate(items):
            if item["date"] in days and (item["closed"] or not days[item["date"]][0]):
                place = spot.item(index, spot.node.items[index])
                place.refuse("either `closed: true` or hours on one date", found=f"both on {item['date']}")
            hours, reason = days.get(item["date"], ([], ""))
            spans = [] if item["closed"] else [(*span_of(item["from"], item["to"]), _conditions(item))]
            days[item["date"]] = (hours + spans, item["reason"] or reason)
        return sorted((day, tuple(sorted(hours)), reason) for day, (hours, reason) in days.items())

    def write(self, value: list[tuple], *, context: Context) -> list[dict]:
        written = []
        for day, hours, reason in value:
            base = {"date": day, "closed": not hours, "from": None, "to": None, "reason": reason, **_written(ANYTHING)}
            spans = [
                {"from": time_text(start), "to": time_text(end), **_written(conditions)}
                for start, end, conditions in hours
            ]
            written += [_EXCEPTION.write({**base, **span}, context=context) for span in spans or [{}]]
        return written
