from datetime import datetime

from booking.core.money import Money
from booking.core.timezones import wall_clock


def show_money(money: Money) -> dict[str, str]:
    return {"amount": money.amount, "currency": money.currency}


def show_time(instant: datetime, *, timezone: str) -> str:
    """RFC 3339 with the offset that the zone has at that moment."""
    return wall_clock(instant, timezone).isoformat(timespec="seconds")
