"""One decision: count a request for everybody it belongs to, and refuse it when one of them had enough."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from booking.core.errors import TooManyRequests
from booking.core.limits.addresses import client_address
from booking.core.limits.storage import store

# A window opens with the first request of a key and closes after its seconds; then the next request opens another.
_COUNT = (
    "INSERT INTO core_limits AS known (key, used, ends_at) VALUES {rows} "
    "ON CONFLICT (key) DO UPDATE SET "
    "used = CASE WHEN known.ends_at <= ? THEN 1 ELSE known.used + 1 END, "
    "ends_at = CASE WHEN known.ends_at <= ? THEN excluded.ends_at ELSE known.ends_at END "
    "RETURNING used, ends_at"
)


@dataclass(frozen=True, slots=True)
class Charge:
    """One request of a class of settings.RATE_LIMITS, on the account of somebody: an address, a user, a token."""

    rate_class: str
    subject: str

    @property
    def key(self) -> bytes:
        """Hashed with the installation's secret: addresses are personal data, and tokens are secrets."""
        secret = hashlib.blake2b(settings.SECRET_KEY.encode()).digest()
        return hashlib.blake2b(f"{self.rate_class} {self.subject}".encode(), key=secret, digest_size=16).digest()


def spend(charges: Sequence[Charge], *, now: datetime) -> None:
    """Count one request for every charge. Raises TooManyRequests when one of them is over its limit.

    Raises Unavailable when the counters cannot be reached: without them nothing would protect what they protect.
    """
    if not charges:
        return
    # In one order, so that two decisions never wait for each other.
    ordered = sorted(charges, key=lambda charge: charge.key)
    instant = _milliseconds(now)
    count = _count_unprotected if settings.UNSAFE_WITHOUT_PROTECTION else _count
    waits = [
        ends_at - instant
        for charge, (used, ends_at) in zip(ordered, count(ordered, instant=instant), strict=True)
        if used > settings.RATE_LIMITS[charge.rate_class][0]
    ]
    if waits:
        raise TooManyRequests(retry_after_seconds=max(1, math.ceil(max(waits) / 1000)))


def spend_search(request: HttpRequest, *, now: datetime) -> None:
    """For lists: reading them is free, narrowing them down counts. Raises TooManyRequests or Unavailable."""
    spend([Charge("search", by_address(request))], now=now)


def by_address(request: HttpRequest) -> str:
    """The subject that a request has in any case."""
    return f"address {client_address(request.META)}"


def forget_old_windows(*, now: datetime) -> None:
    """Delete the windows that have closed."""
    store().run("DELETE FROM core_limits WHERE ends_at <= ?", [_milliseconds(now)])


def _count(charges: Sequence[Charge], *, instant: int) -> list[tuple[int, int]]:
    values = [value for charge in charges for value in (charge.key, _end(charge, instant=instant))]
    rows = ", ".join(["(?, 1, ?)"] * len(charges))
    return store().run(_COUNT.format(rows=rows), [*values, instant, instant])


def _count_unprotected(charges: Sequence[Charge], *, instant: int) -> list[tuple[int, int]]:
    """Read, then write: what a test must find out when the protection is off."""
    counted = []
    for charge in charges:
        found = store().run("SELECT used, ends_at FROM core_limits WHERE key = ?", [charge.key])
        used, ends_at = found[0] if found and found[0][1] > instant else (0, _end(charge, instant=instant))
        counted.append((used + 1, ends_at))
        store().run(
            "INSERT INTO core_limits (key, used, ends_at) VALUES (?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET used = excluded.used, ends_at = excluded.ends_at",
            [charge.key, used + 1, ends_at],
        )
    return counted


def _end(charge: Charge, *, instant: int) -> int:
    return instant + settings.RATE_LIMITS[charge.rate_class][1] * 1000


def _milliseconds(now: datetime) -> int:
    return round(now.timestamp() * 1000)
