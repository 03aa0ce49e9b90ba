from datetime import date, datetime, timedelta

from schedule.models import Calendar, Event, Rule

from booking.calendars.models import Recurrence
from booking.core.tenancy import active_organization_id
from booking.core.timezones import day_bounds, instant_at
from booking.core.transactions import transactional


@transactional
def save_recurrence(
    recurrence: Recurrence | None,
    *,
    title: str,
    timezone: str,
    first: datetime,
    minutes: int,
    frequency: str,
    params: str,
    until: date | None,
) -> Recurrence:
    """Write a rule down.

    `first` is a naive wall-clock time in `timezone`; `until` is the last local date; `frequency` and `params` are
    django-scheduler's (RFC 5545 §3.3.10), such as "WEEKLY" and "byweekday:TU,TH;interval:2".
    """
    start = instant_at(first, timezone)
    values = {
        "title": title[:255],
        "start": start,
        "end": start + timedelta(minutes=minutes),
        "rule": _rule(frequency, params=params),
        "end_recurring_period": day_bounds(until, timezone)[1] if until else None,
        "calendar": _calendar(),
    }
    wall = {"timezone": timezone, "first_on": first.date(), "at": first.time()}
    if recurrence is None:
        return Recurrence.objects.create(event=Event.objects.create(**values), **wall)
    recurrence.event, _ = Event.objects.update_or_create(pk=recurrence.event_id, defaults=values)
    for name, value in wall.items():
        setattr(recurrence, name, value)
    recurrence.save(update_fields=list(wall))
    return recurrence


def _rule(frequency: str, *, params: str) -> Rule:
    rule = Rule.objects.filter(frequency=frequency, params=params).first()
    return rule or Rule.objects.create(
        name=f"{frequency} {params}"[:32], description="", frequency=frequency, params=params
    )


def _calendar() -> Calendar:
    slug = f"organization-{active_organization_id()}"
    calendar, _ = Calendar.objects.get_or_create(slug=slug, defaults={"name": slug})
    return calendar
