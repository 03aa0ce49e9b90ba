"""Sweeps: deadlines that have passed, in every organization."""

import logging

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.reservations.services import expire_overdue

log = logging.getLogger(__name__)


@db_periodic_task(crontab(minute="*"))
def sweep_holds() -> None:
    for organization in Organization.objects.order_by("pk"):
        with acting_for(organization):
            try:
                while expire_overdue(now=now()):
                    pass
            except Exception:
                log.exception("holds of %s could not be swept", organization)
