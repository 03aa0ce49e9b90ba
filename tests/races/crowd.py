"""Many clients at once over HTTP, and what they were told."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.bench.client import Connection
from tests.servers import Installation

CLIENTS = 200


@dataclass(frozen=True)
class Outcome:
    """Answers by (status, code), and the slowest answer in seconds."""

    answers: Counter
    slowest: float


def rush(
    installation: Installation, body: dict, *, clients: int = CLIENTS, customer: dict[str, str] | None = None
) -> Outcome:
    """Send the same booking at the same time from `clients` different people, or from one, each over a connection."""
    gate = threading.Barrier(clients)

    def one(number: int) -> tuple[tuple[int, str], float]:
        who = customer or {"name": f"Client {number}", "email": f"client{number}@example.com"}
        connection = Connection(installation.port)
        gate.wait()
        began = time.monotonic()
        answer = connection.post_json("/api/v1/bookings/", {**body, "customer": who})
        took = time.monotonic() - began
        connection.close()
        return (answer.status, answer.json().get("code", "")), took

    with ThreadPoolExecutor(clients) as pool:
        told = list(pool.map(one, range(clients)))
    return Outcome(Counter(answer for answer, _ in told), max(took for _, took in told))


def seats_sold(installation: Installation, *, slug: str) -> int:
    """Seats that take a place, counted from the rows and not from the counter."""
    return installation.count(
        "reservations_seat seat JOIN scheduling_session session ON session.id = seat.session_id "
        "JOIN offerings_offering offering ON offering.id = session.offering_id "
        f"WHERE offering.slug = '{slug}' AND seat.status <> 'released'"
    )


def double_booked(installation: Installation) -> int:
    """Pairs of entries of one owner that overlap, those left out that only ask for time."""
    return installation.count(
        "calendars_entry a JOIN calendars_entry b ON a.owner_id = b.owner_id AND a.id < b.id "
        "AND NOT a.is_tentative AND NOT b.is_tentative "
        "AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
    )
