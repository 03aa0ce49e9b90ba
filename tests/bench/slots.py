"""Free times over HTTP, with an empty calendar and with a crowded one."""

import itertools
import statistics
import time

from tests.bench.booking import post_booking, start_of
from tests.bench.client import Connection, load
from tests.bench.ground import Ground, count_queries, run_module, say
from tests.bench.studio import appointment
from tests.servers import Installation

OFFERING = appointment(0)
ADDRESS = f"/api/v1/offerings/{OFFERING}/slots/?from={{}}&to={{}}&timezone=Europe/Zurich"
DAY = ADDRESS.format("2027-01-12", "2027-01-12")
MONTH = ADDRESS.format("2027-03-01", "2027-03-31")
NUMBERS = (0, 1000, 10_000)
CHANGES = 20
_AUGUST = 215


def measure(ground: Ground) -> None:
    for number in NUMBERS:
        entries = min(number, ground.effort.most_entries)
        say(f"  {ground.database}, {number} entries")
        with ground.prepared() as product:
            run_module(product, "tests.bench.fill", "entries", str(entries))
            queries = count_queries(product, DAY, MONTH)
            product.start_web()
            days = itertools.count(_AUGUST)
            _measure(ground, product, row=f"slots_day_{number}", address=DAY, queries=queries[DAY], days=days)
            if number:
                row = f"slots_month_{number}"
                _measure(ground, product, row=row, address=MONTH, queries=queries[MONTH], days=days)


def _measure(
    ground: Ground, product: Installation, *, row: str, address: str, queries: dict[str, int], days: itertools.count
) -> None:
    def look(connection: Connection, number: int) -> None:
        answer = connection.get(address)
        assert answer.status == 200 and answer.json()["slots"], answer

    effort = ground.effort
    run = load(
        product.port,
        look,
        clients=1,
        seconds=effort.seconds / 2,
        warm_up=effort.warm_up,
        usage=ground.usage(product),
    )
    changed = _after_changes(product, address=address, changes=min(CHANGES, effort.repeats), days=days)
    ground.print_run(row, run, **queries, after_a_change_ms=changed)


def _after_changes(product: Installation, *, address: str, changes: int, days: itertools.count) -> float:
    """Median milliseconds of the first answer after a booking of the same coach, months away."""
    connection, times = Connection(product.port), []
    for _ in range(changes):
        post_booking(connection, {"offering": OFFERING, "variant": "single", "starts_at": start_of(next(days), 0)})
        began = time.perf_counter()
        answer = connection.get(address)
        times.append(time.perf_counter() - began)
        assert answer.status == 200, answer
    connection.close()
    return round(statistics.median(times) * 1000, 2)
