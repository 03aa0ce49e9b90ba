"""What is not due on booking: in which parts it is paid, and when."""

from datetime import date, datetime, timedelta

from booking.core.timezones import local_date
from booking.payments.plan_rules import split_by
from booking.payments.providers import OnSite, registry
from booking.payments.services import Step, start_plan
from booking.reservations.models import Booking
from booking.reservations.selectors import sessions_of


def agree_plan(booking: Booking, *, provider: str, now: datetime) -> None:
    """By the variant's plan, or as a deposit and the rest. Nothing, at no cost, when all is asked for on booking."""
    order = booking.order
    if order.due_now >= order.total or registry.get(provider).pays == "total":
        return
    today = local_date(now, booking.organization.timezone)
    first = [Step(order.due_now, today)] if order.due_now else []
    dated = [step for step in booking.variant.plan if step["due_days"] and step["amount"]]
    later = _by_plan(booking, dated=dated, today=today) if dated else [_rest(booking, today=today)]
    is_on_site = not dated and booking.variant.rest_due_days is None
    start_plan(order, steps=[*first, *later], provider=OnSite.name if is_on_site else provider, now=now)


def _by_plan(booking: Booking, *, dated: list[dict[str, int]], today: date) -> list[Step]:
    """In the proportions of the variant's plan: codes and discounts may have changed the price."""
    shares = split_by(booking.order.total - booking.order.due_now, [step["amount"] for step in dated])
    days = [today + timedelta(days=step["due_days"]) for step in dated]
    return [Step(share, day) for share, day in zip(shares, days, strict=True)]


def _rest(booking: Booking, *, today: date) -> Step:
    """So many days before the first session, never in the past; on the day itself when it is paid on site."""
    zone = booking.organization.timezone
    starts = [local_date(session.starts_at, zone) for session in sessions_of(booking)]
    ahead = timedelta(days=booking.variant.rest_due_days or 0)
    due_on = max(today, min(starts, default=today) - ahead)
    return Step(booking.order.total - booking.order.due_now, due_on)
