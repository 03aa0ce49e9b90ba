"""The nightly look at whether the data agree with each other."""

import logging

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.consistency import find_faults

log = logging.getLogger(__name__)


@db_periodic_task(crontab(hour="4", minute="20"))
def check_consistency() -> None:
    """One error in the log for each finding; nothing is changed."""
    for organization in Organization.objects.order_by("pk"):
        try:
            for finding in find_faults(organization, now=now()):
                log.error("inconsistent: %s", finding)
        except Exception:
            log.exception("%s could not be checked", organization)
