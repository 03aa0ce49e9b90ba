"""What managers are told of dates that the horizon could not make."""

from collections.abc import Iterable
from datetime import datetime

from booking.accounts.selectors import managers
from booking.core.clock import now as current
from booking.notifications.kinds import NotificationKind, registry
from booking.notifications.services import queue_message
from booking.notifications.times import describe_time
from booking.scheduling.models import Series
from booking.scheduling.services.series import left_out
from booking.scheduling.variations import Planned


@registry.register("dates_left_out")
class DatesLeftOutMail(NotificationKind):
    """The subject is the series; what is left out is looked up anew, so nobody is told of what was settled since."""

    name = "dates_left_out"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        series = Series.objects.select_related("offering").filter(pk=subject_id).first()
        return series is not None and bool(left_out(series, now=now))

    def context(self, subject_id: int) -> dict[str, object]:
        series = Series.objects.select_related("offering").get(pk=subject_id)
        dates = left_out(series, now=current())
        return {
            "offering": series.offering,
            "times": [describe_time(date.start, date.end, timezone=series.timezone) for date in dates],
        }


def tell_of_dates_left_out(series: Series, dates: Iterable[Planned], *, now: datetime) -> None:
    """Once per manager and date: the horizon is looked at every night."""
    organization = series.offering.organization
    for date in dates:
        for user in managers():
            queue_message(
                DatesLeftOutMail.name,
                recipient=user.email,
                subject_id=series.pk,
                effect=f"{DatesLeftOutMail.name}:{series.pk}:{date.original.isoformat()}:{user.pk}",
                language=organization.language_code,
                due_at=now,
                now=now,
            )
