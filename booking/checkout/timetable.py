"""The live part of a landing page and of the till's first page: what is free, and the way to book it."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext

from booking.checkout.addresses import details_url, page_url
from booking.checkout.dates import dates_to_choose, price_selected, whole_series
from booking.checkout.labels import day_label, minutes_label, price_label, tier_label
from booking.checkout.months import free_month, month_grid, times_of
from booking.checkout.selection import (
    Selection,
    eligible_people,
    length_choices,
    may_repeat,
    most_places,
    read_selection,
)
from booking.checkout.zones import zone_options
from booking.core.changes import reads_busy, reads_places
from booking.core.wording import zone_label
from booking.offerings.models import Offering
from booking.offerings.models.variants import Cadence
from booking.offerings.selectors import active_variants
from booking.pricing.labels import prices_now
from booking.reservations.cadence import WEEKLY
from booking.reservations.entry import registration_obstacle

# What the two forms of a timetable carry along.
_KEPT = ("key", "connection", "coupon", "timezone")
_OPTIONS = ("key", "connection", "coupon", "variant", "repeat", "quantity", "length", "instructor")


def timetable_context(offering: Offering, *, request: HttpRequest, now: datetime) -> dict[str, object]:
    """The context of `checkout/_timetable.html`; its links stay on the page that shows it.

    Within it stands what it `reads`, unless that is the catalogue alone.
    """
    return timetable_at(request.path, offering=offering, request=request, now=now)


def timetable_at(base: str, *, offering: Offering, request: HttpRequest, now: datetime) -> dict[str, object]:
    """The same with links that lead to the page at the path `base`."""
    selection = read_selection(offering, params=request.GET, timezone=request.organization.timezone)
    if selection is None:
        return {"timetable": {"closed": gettext("This cannot be booked at the moment.")}}
    if obstacle := registration_obstacle(offering, now=now):
        return {"timetable": {"closed": obstacle}}
    show = _slots if selection.books_slots else _sessions
    live = show(selection, base=base, moment=request.moment, now=now)
    return {"timetable": {**_options(selection, base=base, now=now), **live}}


def timetable_to_move(selection: Selection, *, base: str, moment: int, now: datetime) -> dict[str, object]:
    """The context of `checkout/_timetable.html` to choose another time of one booked session from."""
    carried = [(name, value) for name, value in selection.given.items() if name != "timezone"]
    options = {
        "offering": selection.offering,
        "action": base,
        "timezone_options": zone_options(selection.timezone),
        "timezone_hidden": carried,
        "keeps_timezone": True,
        "picks": 1,
        "link_text": gettext("Choose"),
    }
    if selection.books_slots:
        return {"timetable": {**options, **_slots(selection, base=base, moment=moment, now=now)}}
    dates = dates_to_choose(selection, base=base, moment=moment, now=now)
    return {"timetable": {**options, "kind": "dates", "dates": dates}}


def _slots(selection: Selection, *, base: str, moment: int, now: datetime) -> dict[str, object]:
    month = free_month(selection, moment=moment, now=now)
    return {
        "kind": "slots",
        "month": month_grid(month, selection=selection, base=base, now=now),
        "day_label": day_label(selection.day) if selection.day else "",
        "times": times_of(month, selection=selection, base=base),
        "timezone_label": zone_label(selection.timezone, at=now),
        "reads": reads_busy(month.owners),
    }


def _sessions(selection: Selection, *, base: str, moment: int, now: datetime) -> dict[str, object]:
    reads = reads_places([selection.offering.pk])
    if selection.has_no_times:
        return {"kind": "goods", "book_url": details_url(selection, chosen=()), "reads": reads}
    if selection.is_whole:
        return {"kind": "series", "dates": whole_series(selection, moment=moment, now=now), "reads": reads}
    return {"kind": "dates", "dates": dates_to_choose(selection, base=base, moment=moment, now=now), "reads": reads}


def _options(selection: Selection, *, base: str, now: datetime) -> dict[str, object]:
    offering, variant = selection.offering, selection.variant
    variants = active_variants(offering)
    tiers = zip(variants, prices_now(variants, offering=offering, now=now), strict=True)
    price = price_selected(selection, now=now)
    return {
        "offering": offering,
        "variant": variant,
        "price_label": price_label(price.price * selection.quantity),
        "phase_label": price.phase_label,
        "action": base,
        "schedule_note": offering.schedule_note,
        "has_options": len(variants) > 1 or most_places(offering) > 1,
        "variants": [(v.slug, tier_label(v, price_now=known)) for v, known in tiers] if variants[1:] else [],
        "repeats": _repeats(selection),
        "repeat": selection.repeat,
        "lengths": [(length, minutes_label(length)) for length in length_choices(offering)],
        "people": [(person.slug, person.name) for person in eligible_people(offering)],
        "quantity": selection.quantity,
        "most_places": most_places(offering),
        "length": selection.length,
        "instructor": selection.instructor.slug if selection.instructor else "",
        "timezone_options": zone_options(selection.timezone),
        "option_hidden": _hidden(selection, names=_KEPT, month=selection.month, day=selection.day),
        "timezone_hidden": _hidden(selection, names=_OPTIONS, month=selection.month, day=None),
        "picked": len(selection.picked),
        "picks": selection.picks,
        "enough_url": _enough_url(selection),
        "restart_url": page_url(base, query=selection.query(), anchor="timetable"),
    }


def _repeats(selection: Selection) -> list[tuple[str, str]]:
    """How often a lesson may be booked; nothing where there is no choice."""
    if not may_repeat(selection.offering, selection.variant):
        return []
    day = date_format(selection.offering.term_end, "j F Y")
    return [("", gettext("Once")), (WEEKLY, gettext("Every week until %(day)s") % {"day": day})]


def _enough_url(selection: Selection) -> str:
    """Where somebody goes on who chooses the rest of a pack later."""
    may_wait = selection.variant.cadence == Cadence.NONE and selection.picked and selection.picks > 1
    return details_url(selection, chosen=selection.picked) if may_wait else ""


def _hidden(
    selection: Selection, *, names: tuple[str, ...], month: date | None, day: date | None
) -> list[tuple[str, str]]:
    """What a form carries along. A day is left out where another zone could make it another one."""
    hidden = [(name, selection.given[name]) for name in names if name in selection.given]
    if month:
        hidden.append(("month", f"{month:%Y-%m}"))
    if day:
        hidden.append(("day", day.isoformat()))
    return hidden
