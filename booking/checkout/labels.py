"""Days, clocks and zones as the till writes them, in the language that is active."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from booking.core.money import Money
from booking.core.timezones import have_one_clock, wall_clock
from booking.core.wording import clock_label, zone_label
from booking.offerings.models import Offering, Variant
from booking.offerings.models.variants import Cadence, PricePer
from booking.pricing.labels import PriceNow
from booking.scheduling.selectors import Coming
from booking.scheduling.states import Outlook

# The same dates stand on page after page.
_MOST_LABELS = 5000


def day_label(day: date) -> str:
    """ "Tuesday 5 January 2027"."""
    return _day_label(day, language=get_language())


def range_label(start: datetime, end: datetime, *, timezone: str) -> str:
    """ "18:00 – 19:15", with the day of the end where it is another one."""
    return _range_label(start, end, timezone=timezone, language=get_language())


@lru_cache(maxsize=_MOST_LABELS)
def _day_label(day: date, *, language: str) -> str:
    return date_format(day, "l j F Y")


@lru_cache(maxsize=_MOST_LABELS)
def _range_label(start: datetime, end: datetime, *, timezone: str, language: str) -> str:
    first, last = wall_clock(start, timezone), wall_clock(end, timezone)
    until = clock_label(last) if first.date() == last.date() else f"{date_format(last, 'D j F')}, {clock_label(last)}"
    return f"{clock_label(first)} – {until}"


def elsewhere_label(start: datetime, end: datetime, *, timezone: str, beside: str) -> str:
    """The start on the venue's clock: "18:00, Zurich time (UTC+01:00)"; empty where the clocks agree until the end."""
    if have_one_clock(start, end, timezone, beside):
        return ""
    there, here = wall_clock(start, timezone), wall_clock(start, beside)
    moment = clock_label(there)
    if there.date() != here.date():
        moment = f"{date_format(there, 'l j F')}, {moment}"
    return f"{moment}, {zone_label(timezone, at=start)}"


def minutes_label(minutes: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def price_label(price: Money) -> str:
    return str(price) if price else gettext("Free")


def places_label(left: int | None, *, wanted: int) -> tuple[str, str]:
    """What is said of the places left, and the badge that goes with it; nothing while there are plenty."""
    if left is None or left > max(wanted, 5):
        return "", ""
    if left == 0:
        return gettext("Sold out"), "bad"
    text = ngettext("%(count)s place left", "%(count)s places left", left) % {"count": left}
    return text, "bad" if left < wanted else "warn"


def minimum_label(date: Coming, *, least: int | None) -> str:
    """ "Takes place from 6 people; 4 booked"; empty for what takes place anyway."""
    if date.outlook == Outlook.GUARANTEED:
        return gettext("Takes place for certain")
    if not least or date.outlook not in (Outlook.PENDING, Outlook.UNDECIDED):
        return ""
    people = ngettext("Takes place from %(count)s person", "Takes place from %(count)s people", least)
    booked = ngettext("%(count)s booked", "%(count)s booked", date.taken)
    return f"{people % {'count': least}}; {booked % {'count': date.taken}}"


def term_label(offering: Offering) -> str:
    """What follows from the first of weekly lessons."""
    day = date_format(offering.term_end, "j F Y")
    return gettext("the first, then every week until %(day)s") % {"day": day}


def tier_label(variant: Variant, *, price_now: PriceNow) -> str:
    """A price tier to choose: "Lesson, CHF 80.00 (Early bird until 31 January 2027)"."""
    price = price_label(price_now.price)
    if variant.price_per == PricePer.TERM:
        price = gettext("%(price)s for the term") % {"price": price}
    phase = f" ({price_now.phase_label})" if price_now.phase else ""
    return f"{variant.name}, {price}{phase}"


def cadence_label(variant: Variant) -> str:
    """What follows from the first time of a pack."""
    texts = {
        Cadence.WEEKLY: gettext("the first of %(count)s, then every week"),
        Cadence.BIWEEKLY: gettext("the first of %(count)s, then every two weeks"),
        Cadence.MONTHLY: gettext("the first of %(count)s, then every month"),
    }
    text = texts.get(variant.cadence, gettext("the first of %(count)s; the others follow"))
    return text % {"count": variant.sessions}
