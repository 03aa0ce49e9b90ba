"""A month of free days, and the times of one day, in the visitor's zone."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format

from booking.checkout.addresses import details_url, page_url, request_url
from booking.checkout.labels import cadence_label, day_label, elsewhere_label, term_label
from booking.checkout.selection import Selection
from booking.core.timezones import day_bounds, local_date, wall_clock
from booking.core.wording import clock_label
from booking.reservations.cadence import is_in_term
from booking.reservations.ground import zone_of
from booking.reservations.slots import Slot, shown_slots
from booking.scheduling.selectors import place_of


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of `components/month_grid.html`."""

    number: int
    iso: str
    label: str
    count: int
    url: str
    is_today: bool
    is_selected: bool
    in_month: bool


@dataclass(frozen=True, slots=True)
class Month:
    """What `components/month_grid.html` shows."""

    title: str
    previous_url: str
    next_url: str
    weeks: list[list[Day]]
    weekday_names: list[tuple[str, str]]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Time:
    """A line of `components/time_list.html`."""

    label: str
    end_label: str
    venue_label: str
    url: str
    note: str
    is_firm: bool
    facilitator: str


@dataclass(frozen=True, slots=True)
class FreeMonth:
    """A month with its free times by local day; `owners` are the ids of those whose time was looked at."""

    first: date
    slots: dict[date, list[Slot]]
    owners: tuple[int, ...] = ()


def free_month(selection: Selection, *, moment: int, now: datetime) -> FreeMonth:
    """The month in the address; else the first of this and the next that has free times. One search.

    It is to be shown only: on ground that is kept since `moment`.
    """
    earliest, latest = _window(selection, now=now)
    asked = selection.month or (selection.day and selection.day.replace(day=1))
    first = min(max(asked or earliest, earliest), latest)
    last = first if asked else min(_next(first), latest)
    after = day_bounds(first, selection.timezone)[0]
    before = day_bounds(_next(last), selection.timezone)[0]
    found = shown_slots(
        selection.offering,
        after=max(after, now),
        before=before,
        now=now,
        moment=moment,
        length=selection.length,
        instructor=selection.instructor,
        without=selection.without,
        viewer=selection.viewer,
    )
    # What was agreed to is not given up for what somebody still has to approve.
    slots = [slot for slot in found.slots if slot.is_firm] if selection.then else found.slots
    if selection.keeps_to_term:
        zone = zone_of(selection.offering, instructor=selection.instructor)
        slots = [slot for slot in slots if is_in_term(selection.offering, slot.start, zone=zone)]
    days = slots_by_day(slots, timezone=selection.timezone)
    shown = min((day.replace(day=1) for day in days), default=first)
    within = {day: free for day, free in days.items() if day.replace(day=1) == shown}
    return FreeMonth(shown, within, found.owners)


def slots_by_day(slots: list[Slot], *, timezone: str) -> dict[date, list[Slot]]:
    """One slot per start, by local day in order; whoever of several would hold it is settled on booking."""
    days: dict[date, dict[datetime, Slot]] = defaultdict(dict)
    for slot in slots:
        days[local_date(slot.start, timezone)].setdefault(slot.start, slot)
    return {day: list(starts.values()) for day, starts in days.items()}


def month_grid(month: FreeMonth, *, selection: Selection, base: str, now: datetime) -> Month:
    earliest, latest = _window(selection, now=now)
    today = local_date(now, selection.timezone)
    weeks = Calendar(firstweekday=0).monthdatescalendar(month.first.year, month.first.month)
    return Month(
        title=date_format(month.first, "F Y"),
        previous_url=_month_url(_previous(month.first), selection, base=base) if month.first > earliest else "",
        next_url=_month_url(_next(month.first), selection, base=base) if month.first < latest else "",
        weeks=[[_day(day, month=month, selection=selection, base=base, today=today) for day in week] for week in weeks],
        weekday_names=[(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)],
        is_empty=not month.slots,
    )


def times_of(month: FreeMonth, *, selection: Selection, base: str) -> list[Time]:
    """The free times of the selected day, without those already picked."""
    slots = [slot for slot in month.slots.get(selection.day, []) if slot.start.isoformat() not in selection.picked]
    place = place_of(selection.offering) if slots else None
    return [_time(slot, selection=selection, base=base, venue=place.timezone if place else "") for slot in slots]


def pick_url(picked: str, *, selection: Selection, base: str) -> str:
    """Where choosing leads: on to the details, or back to choose the next date of a pack, or to what it is for."""
    if selection.then:
        return f"{selection.then}?{selection.query(to=picked)}"
    chosen = tuple(sorted({*selection.picked, picked}))
    if len(chosen) < selection.picks:
        query = selection.query(picked=" ".join(chosen), month=f"{selection.month:%Y-%m}" if selection.month else None)
        return page_url(base, query=query, anchor="timetable")
    return details_url(selection, chosen=chosen)


def _time(slot: Slot, *, selection: Selection, base: str, venue: str) -> Time:
    venue = venue or slot.instructors[0].timezone
    return Time(
        label=clock_label(wall_clock(slot.start, selection.timezone)),
        end_label=clock_label(wall_clock(slot.end, selection.timezone)),
        venue_label=elsewhere_label(slot.start, slot.end, timezone=venue, beside=selection.timezone),
        url=_slot_url(slot, selection=selection, base=base),
        note=_note(selection),
        is_firm=slot.is_firm,
        facilitator=selection.instructor.name if selection.instructor else "",
    )


def _slot_url(slot: Slot, *, selection: Selection, base: str) -> str:
    start = slot.start.isoformat()
    if slot.is_firm or len(selection.picked) + 1 < selection.picks:
        return pick_url(start, selection=selection, base=base)
    return request_url(selection, chosen=tuple(sorted({*selection.picked, start})))


def _note(selection: Selection) -> str:
    if selection.is_weekly:
        return term_label(selection.offering)
    if selection.variant.sessions > 1 and selection.picks == 1 and not selection.then:
        return cadence_label(selection.variant)
    return ""


def _day(day: date, *, month: FreeMonth, selection: Selection, base: str, today: date) -> Day:
    count = len(month.slots.get(day, []))
    query = selection.query(month=f"{month.first:%Y-%m}", day=day.isoformat(), picked=" ".join(selection.picked))
    return Day(
        number=day.day,
        iso=day.isoformat(),
        label=day_label(day),
        count=count,
        url=page_url(base, query=query, anchor="booking-times") if count else "",
        is_today=day == today,
        is_selected=day == selection.day,
        in_month=day.month == month.first.month,
    )


def _month_url(first: date, selection: Selection, *, base: str) -> str:
    query = selection.query(month=f"{first:%Y-%m}", picked=" ".join(selection.picked))
    return page_url(base, query=query, anchor="booking-month")


def _window(selection: Selection, *, now: datetime) -> tuple[date, date]:
    """The first days of the first and the last month in which something can be booked."""
    offering, timezone = selection.offering, selection.timezone
    latest = local_date(now + timedelta(days=offering.window_days), timezone).replace(day=1)
    earliest = local_date(now + timedelta(hours=offering.notice_hours), timezone).replace(day=1)
    if selection.keeps_to_term:
        latest = min(latest, offering.term_end.replace(day=1))
        earliest = max(earliest, offering.term_start.replace(day=1))
    return min(earliest, latest), latest


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _previous(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
