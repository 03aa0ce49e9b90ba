"""When it is decided whether a date takes place: pure, of the offering's `minimum` (STUDIO_FILE.md)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from booking.core.timezones import day_bounds


def decision_moment(minimum: Mapping[str, object], *, starts_at: datetime, timezone: str) -> datetime | None:
    """The end of the day `by`, or `days_before` the start; None for an offering that says neither."""
    if by := minimum.get("by"):
        return min(day_bounds(date.fromisoformat(by), timezone)[1], starts_at)
    if (days := minimum.get("days_before")) is not None:
        return starts_at - timedelta(days=days)
    return None
