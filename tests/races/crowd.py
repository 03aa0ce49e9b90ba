"""Many clients at once over HTTP, and what they were told."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass

import httpx

from tests.concurrently import run
from tests.servers import Installation

CLIENTS = 200


@dataclass(frozen=True)
class Outcome:
    """Answers by (status, code), and the slowest answer in seconds."""

    answers: Counter
    slowest: float


def rush(installation: Installation, body: dict, *, clients: int = CLIENTS) -> Outcome:
    """Send the same booking from `clients` different people at the same time."""
    return run(_rush(installation, body, clients=clients))


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
    return installation.count(
        "reservations_seat seat JOIN scheduling_session session ON session.id = seat.session_id "
        "JOIN offerings_offering offering ON offering.id = session.offering_id "
        f"WHERE offering.slug = '{slug}' AND seat.status <> 'released'"
    )


def double_booked(installation: Installation) -> int:
    """Pairs of entries of one owner that overlap."""
    return installation.count(
        "calendars_entry a JOIN calendars_entry b ON a.owner_id = b.owner_id AND a.id < b.id "
        "AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
    )
