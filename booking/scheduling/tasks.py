"""The rolling horizon: every night the series that have come close to their end are extended."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.scheduling.horizon_mails import tell_of_dates_left_out
from booking.scheduling.models import Series
from booking.scheduling.services import extend_series

log = logging.getLogger(__name__)

_REFRESH_AFTER = timedelta(days=7)


@db_periodic_task(crontab(hour="2", minute="30"))
def extend_horizons() -> None:
    moment = now()
    stale = moment + timedelta(days=settings.SERIES_HORIZON_DAYS) - _REFRESH_AFTER
    for organization in Organization.objects.order_by("pk"):
        with acting_for(organization):
            stale_series = Series.objects.filter(materialised_until__lt=stale, offering__is_archived=False)
            for series in stale_series.select_related("offering__organization"):
                _extend(series, now=moment)


def _extend(series: Series, *, now: datetime) -> None:
    try:
        conflicts = extend_series(series, now=now)
        tell_of_dates_left_out(series, conflicts, now=now)
    except Exception:
        log.exception("%s could not be extended", series)
