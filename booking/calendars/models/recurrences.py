from datetime import date, datetime, time, timedelta

from dateutil import rrule
from django.db import models
from schedule.models import Event

from booking.accounts.models import Owned
from booking.core.timezones import local_date

_WEEKDAYS = {day: getattr(rrule, day) for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")}


def wall_times(frequency: str, *, params: str, first: datetime, until: date | None) -> rrule.rrule:
    """Naive wall-clock times of a rule from `first` on, to the end of the local day `until`.

    `params` are read as written: `byweekday:TU,TH;interval:2;bysetpos:1;count:10`, with `1SA` for a month's first
    Saturday (RFC 5545 §3.3.10).
    """
    last = datetime.combine(until, time.max) if until else None
    return rrule.rrule(getattr(rrule, frequency), dtstart=first, until=last, **_read_params(params))


def _read_params(params: str) -> dict[str, object]:
    read: dict[str, object] = {}
    for part in filter(None, params.split(";")):
        name, _, values = part.partition(":")
        parsed = [_weekday(value) if name == "byweekday" else int(value) for value in values.split(",")]
        read[name] = parsed[0] if name in {"interval", "count"} else parsed
    return read


def _weekday(text: str) -> rrule.weekday:
    return _WEEKDAYS[text[-2:]](int(text[:-2])) if text[:-2] else _WEEKDAYS[text]


class RuledEvent(Event):
    """django-scheduler's event, reading its rule as it is written."""

    class Meta:
        proxy = True

    def wall_starts(self, first: datetime, *, until: date | None) -> rrule.rrule:
        """Naive wall-clock times from `first` on, to the end of the local day `until`."""
        return wall_times(self.rule.frequency, params=self.rule.params, first=first, until=until)


class Recurrence(Owned):
    """A repeating wall-clock time in its own zone. django-scheduler's event carries the rule.

    The wall clock of the first date stands here, because the event knows the instant only: on the day of a spring gap
    that is another hour.
    """

    event = models.OneToOneField("schedule.Event", on_delete=models.PROTECT, related_name="+")
    timezone = models.CharField(max_length=64)
    first_on = models.DateField()
    at = models.TimeField()

    def __str__(self):
        return f"{self.event.title} ({self.timezone})"

    def wall_starts(self) -> rrule.rrule:
        """The naive wall-clock times that the rule gives."""
        event = RuledEvent.objects.select_related("rule").get(pk=self.event_id)
        end = event.end_recurring_period
        until = local_date(end - timedelta(seconds=1), self.timezone) if end else None
        return event.wall_starts(datetime.combine(self.first_on, self.at), until=until)
