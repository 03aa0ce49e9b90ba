from datetime import datetime, timedelta

from django.conf import settings

from booking.calendars.models import Recurrence
from booking.calendars.recurrence import Occurrence, expand
from booking.calendars.services import move_occurrence, save_recurrence, skip_occurrence
from booking.core.errors import Invalid
from booking.core.timezones import instant_at
from booking.core.transactions import transactional
from booking.offerings.models import Offering
from booking.scheduling.models import Series
from booking.scheduling.patterns import Dated, Repeating, read_pattern
from booking.scheduling.services.materialise import apply_occurrences, occupied_by_others


@transactional
def save_series(offering: Offering, *, pattern: dict[str, object], timezone: str, now: datetime) -> Series:
    """Write down how an offering's sessions come about and make those within the horizon.

    Repeating it with the same values changes nothing; with others, sessions that nobody booked follow the new pattern
    and booked ones stay as they are. Raises Invalid for a pattern that cannot be read, SlotTaken when somebody or a
    room is occupied at one of the times.
    """
    plan = read_pattern(pattern, minutes=offering.length)
    series = Series.objects.filter(offering=offering).first()
    if series is None:
        series = Series(offering=offering)
    wanted = (pattern, timezone, offering.length)
    if (series.pattern, series.timezone, series.minutes) != wanted:
        series.pattern, series.timezone, series.minutes = wanted
        series.recurrence = _save_rule(plan, series=series) if isinstance(plan, Repeating) else None
        series.save()
    occurrences = _occurrences(series, plan=plan, now=now)
    apply_occurrences(series, occurrences=occurrences, now=now)
    _note_horizon(series, now=now)
    return series


@transactional
def extend_series(series: Series, *, now: datetime) -> list[Occurrence]:
    """Make the sessions up to the horizon of settings.SERIES_HORIZON_DAYS.

    Returns the occurrences that were left out because somebody or a room is occupied then.
    """
    plan = read_pattern(series.pattern, minutes=series.minutes)
    occurrences = _occurrences(series, plan=plan, now=now)
    conflicts = occupied_by_others(series, occurrences=occurrences, now=now)
    apply_occurrences(series, occurrences=[o for o in occurrences if o not in conflicts], now=now)
    _note_horizon(series, now=now)
    return conflicts


def _occurrences(series: Series, *, plan: Dated | Repeating, now: datetime) -> list[Occurrence]:
    if isinstance(plan, Repeating):
        return expand(series.recurrence, after=now, before=_horizon(now))
    if len(plan.times) > settings.MOST_OCCURRENCES:
        raise Invalid("Too many dates.", fields={"schedule": [f"more than {settings.MOST_OCCURRENCES} dates"]})
    return [_dated(start, end, timezone=series.timezone) for start, end in plan.times]


def _horizon(now: datetime) -> datetime:
    return now + timedelta(days=settings.SERIES_HORIZON_DAYS)


def _note_horizon(series: Series, *, now: datetime) -> None:
    if series.recurrence_id:
        series.materialised_until = _horizon(now)
        series.save(update_fields=["materialised_until"])


def _dated(start: datetime, end: datetime, *, timezone: str) -> Occurrence:
    """The length is elapsed time: a clock change during the meeting does not stretch it."""
    begins = instant_at(start, timezone)
    return Occurrence(original=begins, start=begins, end=begins + (end - start))


def _save_rule(plan: Repeating, *, series: Series) -> Recurrence:
    recurrence = save_recurrence(
        series.recurrence,
        title=series.offering.name,
        timezone=series.timezone,
        first=plan.first,
        minutes=plan.minutes,
        frequency=plan.frequency,
        params=plan.params,
        until=plan.until,
    )
    for day in plan.skip:
        skip_occurrence(recurrence, day=day)
    for day, wall in plan.move:
        move_occurrence(recurrence, day=day, to=instant_at(wall, series.timezone))
    return recurrence
