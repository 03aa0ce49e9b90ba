"""The worker's round over plans: what has become due, in one organization."""

import logging
from datetime import datetime, timedelta

from booking.payments.models import Plan
from booking.payments.services.plans import follow_plan

log = logging.getLogger(__name__)

_MOST_PER_RUN = 50
_AGAIN = timedelta(hours=1)


def collect_due(*, now: datetime) -> int:
    """Follow up to so many plans that are due a look, each in a transaction of its own; returns how many.

    One that fails is looked at again later and does not stop the others.
    """
    due = Plan.objects.filter(look_at__lte=now).select_related("order").order_by("look_at", "pk")
    plans = list(due[:_MOST_PER_RUN])
    for plan in plans:
        try:
            follow_plan(plan.order, now=now)
        except Exception:
            log.exception("the plan of order %s could not be followed", plan.order.reference)
            Plan.objects.filter(pk=plan.pk).update(look_at=now + _AGAIN)
    return len(plans)
