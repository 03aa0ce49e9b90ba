"""Prices, lengths and moments as a visitor reads them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from booking.core.timezones import wall_clock
from booking.offerings.kinds import registry
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Delivery
from booking.pricing.labels import PriceNow
from booking.scheduling.models import Place, Session
from booking.scheduling.selectors import Offered, Timed

# Nobody takes a day that is nearer than this for one of another year.
_PLAIN_YEAR = timedelta(days=300)


def kind_label(offering: Offering | Offered) -> str:
    return str(registry.get(offering.kind).label)


def price_label(known: Iterable[PriceNow]) -> str:
    """The price today, or where prices start; empty without any."""
    prices = sorted({each.price for each in known}, key=lambda price: price.minor)
    if not prices:
        return ""
    lowest = str(prices[0]) if prices[0] else gettext("Free")
    return lowest if len(prices) == 1 else gettext("from %(price)s") % {"price": lowest}


def minutes_label(minutes: int) -> str:
    if minutes >= 120 and minutes % 60 == 0:
        return gettext("%(count)s hours") % {"count": minutes // 60}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def length_label(offering: Offering) -> str:
    """The length, or the choice of lengths; empty when the offering names none."""
    *first, last = offering.lengths or [0]
    if not last:
        return ""
    if not first:
        return minutes_label(last)
    return gettext("%(some)s or %(last)s") % {"some": ", ".join(map(str, first)), "last": minutes_label(last)}


def where_label(offering: Offering, *, place: Place | None) -> str:
    if offering.delivery == Delivery.IN_PERSON and place:
        return place.name
    if offering.delivery == Delivery.HYBRID and place:
        return gettext("%(place)s or online") % {"place": place.name}
    return str(Delivery(offering.delivery).label)


def day_label(day: date) -> str:
    """ "Tuesday 5 January 2027"."""
    return date_format(day, "l j F Y")


def moment_label(instant: datetime, *, timezone: str, now: datetime) -> str:
    """ "Tue 5 Jan, 18:00" on the clock of the zone; with the year when that is not plain."""
    pattern = "D j M, H:i" if instant - now < _PLAIN_YEAR else "D j M Y, H:i"
    return date_format(wall_clock(instant, timezone), pattern)


def days_label(first: date, last: date) -> str:
    """A stretch of days without saying anything twice: "10 – 14 June 2027"."""
    if first == last:
        return date_format(first, "j F Y")
    if first.year != last.year:
        return f"{date_format(first, 'j F Y')} – {date_format(last, 'j F Y')}"
    if first.month != last.month:
        return f"{date_format(first, 'j F')} – {date_format(last, 'j F Y')}"
    return f"{date_format(first, 'j')} – {date_format(last, 'j F Y')}"


def time_range_label(session: Session | Timed) -> str:
    """ "18:00 – 19:15" at the venue."""
    start, end = wall_clock(session.starts_at, session.timezone), wall_clock(session.ends_at, session.timezone)
    return f"{date_format(start, 'H:i')} – {date_format(end, 'H:i')}"


def places_label(left: int | None) -> str:
    """Empty while there are plenty, or without limit."""
    if left is None:
        return ""
    if left == 0:
        return gettext("Sold out")
    return ngettext("%(count)s place left", "%(count)s places left", left) % {"count": left}


def places_level(left: int | None) -> str:
    """The badge that goes with the label: good, warn or bad."""
    if left == 0:
        return "bad"
    return "warn" if left is not None and left <= 3 else "good"
