from datetime import date, datetime, time, timedelta

from dateutil import rrule
from django.db import models
from schedule.models import Event

from booking.accounts.models import Owned
from booking.core.timezones import local_date

_WEEKDAYS = {day: getattr(rrule, day) for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")}


class RuledEvent(Event):
    """django-scheduler's event, reading its rule as written: `byweekday:TU,TH;interval:2;bysetpos:1;count:10`."""

    class Meta:
        proxy = True

    def _event_params(self) -> dict[str, object]:
        params: dict[str, object] = {}
        for part in filter(None, self.rule.params.split(";")):
            name, _, values = part.partition(":")
            parsed = [_WEEKDAYS.get(value) or int(value) for value in values.split(",")]
            params[name] = parsed[0] if name in {"interval", "count"} else parsed
        return params

    def wall_starts(self, first: datetime, *, until: date | None) -> rrule.rrule:
        """Naive wall-clock times from `first` on, to the end of the local day `until`."""
        last = datetime.combine(until, time.max) if until else None
        return rrule.rrule(self.rule.rrule_frequency(), dtstart=first, until=last, **self._event_params())


class Recurrence(Owned):
    """A repeating wall-clock time in its own zone. django-scheduler's event carries the rule and its exceptions.

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
        """The naive wall-clock times that the rule gives, skipped and moved dates as if they were not."""
        event = RuledEvent.objects.select_related("rule").get(pk=self.event_id)
        end = event.end_recurring_period
        until = local_date(end - timedelta(seconds=1), self.timezone) if end else None
        return event.wall_starts(datetime.combine(self.first_on, self.at), until=until)
