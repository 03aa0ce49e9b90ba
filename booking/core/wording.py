"""Clocks and zones in words, in the language that is active."""

from datetime import datetime

from django.utils.translation import gettext, ngettext

from booking.core.timezones import is_doubled, offset_label


def clock_label(local: datetime) -> str:
    """ "18:00"; in the hour that an autumn night has twice, "02:30 (UTC+01:00)"."""
    text = f"{local:%H:%M}"
    return f"{text} ({offset_label(local, str(local.tzinfo))})" if is_doubled(local) else text


def zone_label(timezone: str, *, at: datetime) -> str:
    """ "Zurich time (UTC+01:00)", or the offset alone for a zone without a city."""
    area, _slash, city = timezone.rpartition("/")
    offset = offset_label(at, timezone)
    if not area or area == "Etc":
        return offset
    return gettext("%(city)s time (%(offset)s)") % {"city": city.replace("_", " "), "offset": offset}


def wait_label(seconds: int) -> str:
    """ "40 seconds", and whole minutes from two on, rounded up."""
    if seconds < 120:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    return gettext("%(count)s minutes") % {"count": -(-seconds // 60)}
