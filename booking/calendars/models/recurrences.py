from dateutil import rrule
from django.db import models
from schedule.models import Event

from booking.accounts.models import Owned

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


class Recurrence(Owned):
    """A repeating wall-clock time in its own zone. django-scheduler's event carries the rule and its exceptions."""

    event = models.OneToOneField("schedule.Event", on_delete=models.PROTECT, related_name="+")
    timezone = models.CharField(max_length=64)

    def __str__(self):
        return f"{self.event.title} ({self.timezone})"
