"""Sweeps of what lapses, in every organization."""

import logging

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.credits.services import lapse_due

log = logging.getLogger(__name__)


@db_periodic_task(crontab(minute="*/10"))
def sweep_credits() -> None:
    """One organization that fails does not stop the others."""
    for organization in Organization.objects.order_by("pk"):
        with acting_for(organization):
            try:
                while lapse_due(now=now()):
                    pass
            except Exception:
                log.exception("credits of %s could not be swept", organization)
