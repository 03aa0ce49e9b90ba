"""Stretches of time in words, in the language that is active."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from booking.core.timezones import have_one_clock, wall_clock
from booking.core.wording import clock_label, zone_label


def describe_time(start: datetime, end: datetime, *, timezone: str) -> str:
    """For people: "Tuesday 2 March 2027, 18:00 to 19:00, Zurich time (UTC+01:00)"."""
    first, last = wall_clock(start, timezone), wall_clock(end, timezone)
    until = clock_label(last) if first.date() == last.date() else f"{_day(last)}, {clock_label(last)}"
    when = _("%(start)s to %(end)s") % {"start": f"{_day(first)}, {clock_label(first)}", "end": until}
    return f"{when}, {zone_label(timezone, at=start)}"


def describe_start(start: datetime, *, timezone: str) -> str:
    """Short, for subjects: "Tue 2 March, 18:00"."""
    local = wall_clock(start, timezone)
    return f"{date_format(local, 'D j F')}, {clock_label(local)}"


def describe_day(day: date) -> str:
    """ "Tuesday 2 March 2027"."""
    return date_format(day, "l j F Y")


def describe_time_elsewhere(start: datetime, end: datetime, *, timezone: str, beside: str) -> str:
    """The same in `timezone`, or nothing where its clocks agree with those of `beside`."""
    return "" if have_one_clock(start, end, timezone, beside) else describe_time(start, end, timezone=timezone)


def _day(local: datetime) -> str:
    return describe_day(local.date())
