"""The time zones a visitor chooses from, as the options of a select."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

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
    """All zones with the current one selected; it is offered too when it is none that people live in.

    Hundreds of options are the same on every page, so they are written once and only the selected one is changed.
    """
    options = _options(get_language())
    plain = _begin(current)
    if plain in options:
        return mark_safe(options.replace(plain, f"{plain[:-1]} selected>", 1))
    other = _begin(_UNIVERSAL)
    chosen = format_html('<option value="{}" selected>{}</option>', current, current)
    return mark_safe(options.replace(other, f"{chosen}{other}", 1))


@cache
def _options(language: str) -> str:
    groups = [*zone_choices(), (gettext("Other"), ((_UNIVERSAL, _UNIVERSAL),))]
    return "".join(_group(area, zones) for area, zones in groups)


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


def _group(area: str, zones: tuple[tuple[str, str], ...]) -> str:
    options = "".join(f"{_begin(name)}{format_html('{}</option>', label)}" for name, label in zones)
    return format_html('<optgroup label="{}">{}</optgroup>', area, mark_safe(options))


def _begin(name: str) -> str:
    return format_html('<option value="{}">', name)
