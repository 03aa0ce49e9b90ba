from datetime import datetime, timedelta

from django.conf import settings

from booking.calendars.models import Recurrence
from booking.calendars.recurrence import Occurrence, expand, occurrences_on
from booking.calendars.services import save_recurrence
from booking.core.errors import Invalid
from booking.core.locks import lock
from booking.core.timezones import instant_at
from booking.core.transactions import transactional
from booking.offerings.models import Offering
from booking.scheduling.merging import merge_patterns
from booking.scheduling.models import Series
from booking.scheduling.patterns import Dated, Repeating, read_pattern
from booking.scheduling.services.materialise import apply_plan, occupied_by_others
from booking.scheduling.variations import MOST_DAYS, Plan, Planned, check_names, extra_dates, named_days, plan_dates

# Dates within it may have been shifted into the window, or out of it.
_REACH = timedelta(days=MOST_DAYS + 1)


@transactional
def save_series(offering: Offering, *, pattern: dict[str, object], timezone: str, now: datetime) -> Series:
    """Write down how an offering's sessions come about and make those within the horizon.

    Repeating it with the same values changes nothing, not even what the studio has changed meanwhile. With others,
    sessions that nobody booked follow the new pattern; booked ones do where it names their date, and stay as they are
    otherwise. Raises Invalid for a pattern that cannot be read, SlotTaken when somebody or a room is occupied at one
    of the times.
    """
    series = Series.objects.filter(offering=offering).first()
    # Whoever changes a series' dates takes its row before anything else, and so finds the pattern as it is.
    series = lock([series])[series] if series else Series(pattern={})
    series.offering = offering
    merged = merge_patterns(series.pattern, given=pattern, last_given=series.given)
    rewrite_series(series, pattern=merged, timezone=timezone, given=pattern)
    apply_plan(series, plan=plan_of(series, now=now), now=now)
    _note_horizon(series, now=now)
    return series


@transactional
def extend_series(series: Series, *, now: datetime) -> list[Planned]:
    """Make the sessions up to the horizon of settings.SERIES_HORIZON_DAYS.

    Returns the dates that were left out because somebody or a room is occupied then.
    """
    fresh = lock([series])[series]
    fresh.offering = series.offering
    series, plan = fresh, plan_of(fresh, now=now)
    conflicts = occupied_by_others(series, dates=plan.planned, now=now)
    plan.planned = [planned for planned in plan.planned if planned not in conflicts]
    apply_plan(series, plan=plan, now=now)
    _note_horizon(series, now=now)
    return conflicts


def left_out(series: Series, *, now: datetime) -> list[Planned]:
    """The dates within the horizon that have no session because somebody or a room is occupied then."""
    return occupied_by_others(series, dates=plan_of(series, now=now).planned, now=now)


def rewrite_series(series: Series, *, pattern: dict[str, object], timezone: str, given: dict[str, object]) -> None:
    """Keep the pattern, and its rule when it repeats; its sessions stay as they are. Raises Invalid."""
    minutes = series.offering.length
    plan = read_pattern(pattern, minutes=minutes)
    wanted = (pattern, timezone, minutes)
    if (series.pattern, series.timezone, series.minutes) != wanted:
        series.pattern, series.timezone, series.minutes = wanted
        series.recurrence = _save_rule(plan, series=series) if isinstance(plan, Repeating) else None
    elif series.given == given:
        return
    series.given = given
    series.save()


def plan_of(series: Series, *, now: datetime) -> Plan:
    """What the schedule wants: from `now` to the horizon when it repeats, else all of it. Raises Invalid."""
    plan = read_pattern(series.pattern, minutes=series.minutes)
    extra = extra_dates(series.pattern, minutes=series.minutes, timezone=series.timezone)
    if isinstance(plan, Dated):
        occurrences = [*listed(plan, timezone=series.timezone), *extra]
        if len(occurrences) > settings.MOST_OCCURRENCES:
            raise Invalid("Too many dates.", fields={"schedule": [f"more than {settings.MOST_OCCURRENCES} dates"]})
        check_names(series.pattern, walls=[occurrence.wall for occurrence in occurrences])
        titles = {meeting.start: meeting.title for meeting in plan.times}
        return plan_dates(occurrences, pattern=series.pattern, timezone=series.timezone, titles=titles)
    named = occurrences_on(series.recurrence, days=named_days(series.pattern))
    check_names(series.pattern, walls=[occurrence.wall for occurrence in [*named, *extra]])
    near = expand(series.recurrence, after=now - _REACH, before=_horizon(now) + _REACH)
    found = plan_dates({*near, *named, *extra}, pattern=series.pattern, timezone=series.timezone, titles={})
    found.planned = [planned for planned in found.planned if now <= planned.start < _horizon(now)]
    return found


def listed(plan: Dated, *, timezone: str) -> list[Occurrence]:
    """The length is elapsed time: a clock change during the meeting does not stretch it."""
    starts = [(meeting, instant_at(meeting.start, timezone)) for meeting in plan.times]
    return [Occurrence(meeting.start, begins, begins + (meeting.end - meeting.start)) for meeting, begins in starts]


def _horizon(now: datetime) -> datetime:
    return now + timedelta(days=settings.SERIES_HORIZON_DAYS)


def _note_horizon(series: Series, *, now: datetime) -> None:
    if series.recurrence_id:
        series.materialised_until = _horizon(now)
        series.save(update_fields=["materialised_until"])


def _save_rule(plan: Repeating, *, series: Series) -> Recurrence:
    return save_recurrence(
        series.recurrence,
        title=series.offering.name,
        timezone=series.timezone,
        first=plan.first,
        minutes=plan.minutes,
        frequency=plan.frequency,
        params=plan.params,
        until=plan.until,
    )
