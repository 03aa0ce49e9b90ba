"""The dates of an offering that has sessions: to choose from, or to take as a whole."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext

from booking.checkout.addresses import details_url, page_url
from booking.checkout.labels import day_label, elsewhere_label, minimum_label, places_label, price_label, range_label
from booking.checkout.months import pick_url
from booking.checkout.selection import Selection
from booking.core.changes import Keeper, reads_dates, reads_places
from booking.core.clock import next_turn
from booking.core.gate import EARLIEST
from booking.core.timezones import local_date
from booking.offerings.models import Offering
from booking.pricing.labels import PriceNow, price_now
from booking.pricing.phases import places_left_in
from booking.reservations.selectors import standing_places
from booking.scheduling.selectors import Coming, Interval, as_taken_now, dates_between, dates_with_pauses

PER_PAGE = 10

_MOST_DATES = 20_000


@dataclass(frozen=True, slots=True)
class Date:
    """A line of `components/session_list.html`."""

    date_label: str
    time_label: str
    venue_label: str
    places_label: str
    places_level: str
    facilitator: str
    place: str
    url: str
    price_label: str
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates to choose from, and where more of them are; `book_url` takes all of them at once."""

    sessions: list[Date]
    more_url: str = ""
    book_url: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenDates:
    """Dates as they stand: with their places by id, and until when that stays so if nobody does anything."""

    dates: list[Coming]
    left: dict[int, int | None]
    until: datetime
    pauses: list[Interval]


# What a booking leaves as it is.
_planned: Keeper[tuple[list[Coming], list[Interval]]] = Keeper(most=_MOST_DATES)
_open: Keeper[OpenDates] = Keeper(most=_MOST_DATES)


def coming_dates(offering: Offering, *, moment: int, now: datetime) -> OpenDates:
    """The dates from now to the horizon; two queries, none while nothing changes. `moment` is as Keeper says."""
    horizon = now + timedelta(days=settings.SERIES_HORIZON_DAYS)
    return _standing("coming", offering, after=now, before=horizon, moment=moment, now=now)


def all_dates(offering: Offering, *, moment: int, now: datetime) -> OpenDates:
    """The same with past dates."""
    first_ever = datetime.combine(EARLIEST, time(), tzinfo=UTC)
    last_ever = first_ever.replace(year=2100)
    return _standing("all", offering, after=first_ever, before=last_ever, moment=moment, now=now)


def _standing(
    which: str, offering: Offering, *, after: datetime, before: datetime, moment: int, now: datetime
) -> OpenDates:
    key = (which, offering.organization_id, offering.pk)
    found = _open.find(key, now=now)
    if found is None:
        planned = _planned.find(key, now=now)
        if planned is None:
            within = {"after": after, "before": before}
            whole = which == "all"
            planned = dates_with_pauses(offering, **within) if whole else (dates_between(offering, **within), [])
            kept = {"organization_id": offering.organization_id, "moment": moment, "until": next_turn(now)}
            _planned.keep(key, planned, **kept, reads=reads_dates([offering.pk]), size=1 + len(planned[0]))
            dates, pauses = planned
        else:
            dates, pauses = as_taken_now(planned[0]), planned[1]
        places = standing_places(dates, now=now)
        found = OpenDates(dates, places.left, places.until, pauses)
        _open.keep(
            key,
            found,
            organization_id=offering.organization_id,
            moment=moment,
            until=found.until,
            reads=reads_places([offering.pk]),
            size=1 + len(dates),
        )
    return found


def dates_to_choose(selection: Selection, *, base: str, moment: int, now: datetime) -> Dates:
    """The next dates, ten at a time."""
    known = coming_dates(selection.offering, moment=moment, now=now)
    shown = known.dates[: selection.pages * PER_PAGE]
    query = selection.query(pages=selection.pages + 1, picked=" ".join(selection.picked))
    price = price_label(price_selected(selection, now=now).price * selection.quantity)
    return Dates(
        sessions=[
            _choosable(date, left=known.left[date.pk], selection=selection, base=base, price=price, now=now)
            for date in shown
        ],
        more_url=page_url(base, query=query, anchor="timetable") if len(shown) < len(known.dates) else "",
    )


def price_selected(selection: Selection, *, now: datetime) -> PriceNow:
    """What the tier that is selected costs each person today."""
    return price_now(
        selection.variant,
        offering=selection.offering,
        left=places_left_in([selection.variant]),
        now=now,
        wanted=selection.quantity,
        length=selection.length,
        instructor=selection.instructor,
    )


def whole_series(selection: Selection, *, moment: int, now: datetime) -> Dates:
    """All dates, past ones too: a series that has begun is not sold as a whole any more."""
    known = all_dates(selection.offering, moment=moment, now=now)
    ahead = [known.left[date.pk] for date in known.dates if date.starts_at > now]
    scarcest = min((places for places in ahead if places is not None), default=None)
    reason = _reason(known.dates, scarcest=scarcest, selection=selection, now=now)
    held = [
        (date.starts_at, _shown(date, selection=selection, label=("", ""), url="", price="")) for date in known.dates
    ]
    between = [(pause.starts_at, _pause(pause, selection=selection)) for pause in known.pauses]
    return Dates(
        sessions=[line for _, line in sorted([*held, *between], key=lambda line: line[0])],
        book_url="" if reason else details_url(selection, chosen=()),
        reason=reason or places_label(scarcest, wanted=selection.quantity)[0],
    )


def _reason(dates: list[Coming], *, scarcest: int | None, selection: Selection, now: datetime) -> str:
    earliest = now + timedelta(hours=selection.offering.notice_hours)
    if not dates:
        return gettext("No dates are open at the moment.")
    begun = sum(date.starts_at <= earliest for date in dates)
    if begun > selection.offering.entry_closes_after or begun == len(dates):
        return gettext("This has already begun, so it can no longer be booked.")
    if scarcest is not None and scarcest < selection.quantity:
        return gettext("Sold out") if scarcest == 0 else places_label(scarcest, wanted=selection.quantity)[0]
    return ""


def _choosable(date: Coming, *, left: int | None, selection: Selection, base: str, price: str, now: datetime) -> Date:
    earliest = now + timedelta(hours=selection.offering.notice_hours)
    label, is_open = places_label(left, wanted=selection.quantity), left is None or left >= selection.quantity
    if date.starts_at <= earliest:
        label, is_open = (gettext("Booking has closed"), "bad"), False
    elif date.reference in selection.picked:
        label, is_open = (gettext("Chosen"), "good"), False
    elif selection.offering.approval and is_open:
        label = _on_request(*label)
    url = pick_url(date.reference, selection=selection, base=base) if is_open else ""
    told = price if selection.picks == 1 and not selection.then else ""
    return _shown(date, selection=selection, label=label, url=url, price=told)


def _on_request(places: str, level: str) -> tuple[str, str]:
    if not places:
        return gettext("On request"), "info"
    return gettext("%(places)s, on request") % {"places": places}, level


def _shown(date: Coming, *, selection: Selection, label: tuple[str, str], url: str, price: str) -> Date:
    return Date(
        date_label=day_label(local_date(date.starts_at, selection.timezone)),
        time_label=range_label(date.starts_at, date.ends_at, timezone=selection.timezone),
        venue_label=elsewhere_label(date.starts_at, date.ends_at, timezone=date.timezone, beside=selection.timezone),
        places_label=label[0],
        places_level=label[1],
        facilitator=", ".join(date.people),
        place=date.place.name if date.place else "",
        url=url,
        price_label=price,
        title=date.title,
        note=minimum_label(date, least=selection.offering.least),
    )


def _pause(pause: Interval, *, selection: Selection) -> Date:
    """A line of the plan in which nothing is held."""
    span = (pause.starts_at, pause.ends_at)
    elsewhere = elsewhere_label(*span, timezone=pause.timezone, beside=selection.timezone)
    return Date(
        date_label=day_label(local_date(pause.starts_at, pause.timezone if pause.is_day else selection.timezone)),
        time_label=gettext("Day of rest") if pause.is_day else range_label(*span, timezone=selection.timezone),
        venue_label="" if pause.is_day else elsewhere,
        places_label="",
        places_level="",
        facilitator="",
        place="",
        url="",
        price_label="",
        title="" if pause.is_day else pause.title or gettext("Break"),
    )
