"""The time zones a visitor chooses from, as the options of a select."""

from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from booking.core.markup import select_option
from booking.core.timezones import zone_names

_AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
_UNIVERSAL = "UTC"


def zone_options(current: str) -> SafeString:
    """All zones with the current one selected; it is offered too when it is none that people live in."""
    options = _all_areas()
    known = f'"{current}"' in options
    others = dict.fromkeys((_UNIVERSAL,) if known else (current, _UNIVERSAL))
    return select_option(options + _group(gettext("Other"), tuple((name, name) for name in others)), value=current)


@cache
def _all_areas() -> SafeString:
    """Hundreds of options that are the same on every page, written once."""
    return format_html_join("", "{}", ((_group(area, zones),) for area, zones in zone_choices()))


@cache
def zone_choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The zones people live in, without the aliases that name no city: areas with (zone, city) in order of the city.

    The city comes first in its label, so that a select finds it by its first letters.
    """
    named = [name for name in zone_names() if name.partition("/")[0] in _AREAS and "/" in name]
    return tuple(
        (area, tuple(sorted(((n, _city(n)) for n in named if n.startswith(f"{area}/")), key=lambda pair: pair[1])))
        for area in _AREAS
    )


def _city(name: str) -> str:
    """ "Buenos Aires, Argentina" of "America/Argentina/Buenos_Aires"."""
    return ", ".join(reversed(name.replace("_", " ").split("/")[1:]))


def _group(area: str, zones: tuple[tuple[str, str], ...]) -> SafeString:
    options = format_html_join("", '<option value="{}">{}</option>', zones)
    return format_html('<optgroup label="{}">{}</optgroup>', area, options)
