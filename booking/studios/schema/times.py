"""Dates and wall-clock times. Their values are the ISO texts that rooms keep, so that nothing is lost on the way."""

import re
from datetime import date, datetime

from booking.core.errors import Malformed
from booking.core.gate import check_day
from booking.studios.schema.types import Context, Scalar, Spot, Type, show_words

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Day(Type):
    """A date; the value is its ISO text, written back without quotes."""

    allowed = "a date from 2000 to 2100 such as 2027-03-09"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", scalar.text):
            return spot.refuse(self.allowed)
        try:
            return check_day(date.fromisoformat(scalar.text)).isoformat()
        except (ValueError, Malformed):
            return spot.refuse(self.allowed)

    def write(self, value: str, *, context: Context) -> object:
        return date.fromisoformat(value)


class TimeOfDay(Type):
    """A wall-clock time such as "18:00"; quotes are not needed."""

    allowed = 'a time such as "18:00", from 00:00 to 23:59'

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        good = re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", scalar.text)
        return scalar.text if good else spot.refuse(self.allowed)


class WallTime(Type):
    """A date with a wall-clock time such as "2027-03-10T18:30"."""

    allowed = 'a date and time such as "2027-03-10T18:30"'

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", scalar.text):
            return spot.refuse(self.allowed)
        try:
            moment = datetime.fromisoformat(scalar.text)
            check_day(moment.date())
        except (ValueError, Malformed):
            return spot.refuse(self.allowed)
        return moment.isoformat(timespec="minutes")


class DateName(Type):
    """One date of a schedule: its day, or with its time where a day has several meetings."""

    allowed = 'a date such as 2027-03-09, or with its time such as "2027-03-09T18:00"'

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        return (Day() if len(scalar.text) == len("2027-03-09") else WallTime()).read_scalar(spot, scalar=scalar)

    def write(self, value: str, *, context: Context) -> object:
        return Day().write(value, context=context) if len(value) == len("2027-03-09") else value


class WeekDay(Type):
    """A weekday, or the first, second ... or last of a month: `sat`, `1 sat`, `-1 sat`."""

    allowed = show_words(WEEKDAYS)

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        good = re.fullmatch(rf"(-?[1-5] )?({'|'.join(WEEKDAYS)})", scalar.text)
        return scalar.text if good else spot.refuse(self.allowed)


def minute_of(text: str) -> int:
    """Minutes after midnight of "HH:MM"."""
    return int(text[:2]) * 60 + int(text[3:])


def time_text(minute: int) -> str:
    """ "HH:MM" of minutes after midnight; past 1440 the time of the next day."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def span_of(start: str, end: str) -> tuple[int, int]:
    """Minutes after midnight; an end at or before the start means the next day."""
    first, last = minute_of(start), minute_of(end)
    return first, last if last > first else last + 1440
