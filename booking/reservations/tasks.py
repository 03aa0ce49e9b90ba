"""Sweeps: deadlines that have passed, in every organization."""

import logging
from collections.abc import Callable

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.payments.services import collect_due
from booking.reservations.services import charge_due_fees, complete_past, expire_overdue
from booking.reservations.services.decide_dates import decide_due

log = logging.getLogger(__name__)


@db_periodic_task(crontab(minute="*"))
def sweep_holds() -> None:
    _sweep(expire_overdue, what="holds")


@db_periodic_task(crontab(minute="*"))
def sweep_past() -> None:
    _sweep(complete_past, what="past sessions")


@db_periodic_task(crontab(minute="*"))
def sweep_minimums() -> None:
    _sweep(decide_due, what="dates with a minimum")


@db_periodic_task(crontab(minute="*"))
def sweep_fees() -> None:
    _sweep(charge_due_fees, what="fees")


@db_periodic_task(crontab(minute="*"))
def sweep_plans() -> None:
    _sweep(collect_due, what="payment plans")


def _sweep(service: Callable[..., int], *, what: str) -> None:
    """Let the service work until nothing is left, in every organization; one that fails does not stop the others."""
    for organization in Organization.objects.order_by("pk"):
        with acting_for(organization):
            try:
                while service(now=now()):
                    pass
            except Exception:
                log.exception("%s of %s could not be swept", what, organization)
