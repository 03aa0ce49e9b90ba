"""Many clients at once over HTTP, and what they were told."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass

import httpx

from tests.servers import Installation

CLIENTS = 200
_FOR_EVERYONE = "from booking.core.tenancy import acting_for_everyone\n"


@dataclass(frozen=True)
class Outcome:
    """Answers by (status, code), and the slowest answer in seconds."""

    answers: Counter
    slowest: float


def rush(installation: Installation, body: dict, *, clients: int = CLIENTS) -> Outcome:
    """Send the same booking from `clients` different people at the same time."""
    return asyncio.run(_rush(installation, body, clients=clients))


async def _rush(installation: Installation, body: dict, *, clients: int) -> Outcome:
    answers, times = Counter(), []
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=installation.url(), limits=limits, timeout=60) as client:
        gate = asyncio.Event()

        async def one(number: int) -> None:
            customer = {"name": f"Client {number}", "email": f"client{number}@example.com"}
            await gate.wait()
            began = time.monotonic()
            answer = await client.post("/api/v1/bookings/", json={**body, "customer": customer})
            times.append(time.monotonic() - began)
            answers[answer.status_code, answer.json().get("code", "")] += 1

        tasks = [asyncio.create_task(one(number)) for number in range(clients)]
        await asyncio.sleep(0.1)
        gate.set()
        await asyncio.gather(*tasks)
    return Outcome(answers, max(times))


def seats_sold(installation: Installation, *, slug: str) -> int:
    """Seats that take a place, counted from the rows and not from the counter."""
    script = (
        "from booking.reservations.models import Seat\n"
        f"seats = Seat._base_manager.filter(session__offering__slug='{slug}').exclude(status='released')\n"
        "with acting_for_everyone(): print('sold', seats.count())"
    )
    return int(_ask(installation, script).split("sold ")[1])


def double_booked(installation: Installation) -> int:
    """Pairs of entries of one owner that overlap."""
    script = (
        "from booking.calendars.models import Entry; from itertools import combinations\n"
        "with acting_for_everyone(): rows = list(Entry._base_manager.values_list('owner_id', 'starts_at', 'ends_at'))\n"
        "print('pairs', sum(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a, b in combinations(rows, 2)))"
    )
    return int(_ask(installation, script).split("pairs ")[1])


def _ask(installation: Installation, script: str) -> str:
    """What a script prints that looks at all organizations."""
    return installation.manage("shell", "--no-imports", "-c", f"{_FOR_EVERYONE}{script}")
