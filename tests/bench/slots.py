"""Free times over HTTP, with an empty calendar and with a crowded one."""

import itertools
import statistics
import time
from collections.abc import Callable

from tests.bench.booking import post_booking, start_of
from tests.bench.client import Connection, load
from tests.bench.ground import Ground, count_queries, run_module, say
from tests.bench.studio import appointment
from tests.servers import Installation

ADDRESS = "/api/v1/offerings/{}/slots/?from={}&to={}&timezone=Europe/Zurich"
# Entries of the first coach, the second and the third.
NUMBERS = (0, 1000, 10_000)
CHANGES = 20
_AUGUST = 215


def day_of(coach: int) -> str:
    return ADDRESS.format(appointment(coach), "2027-01-12", "2027-01-12")


def month_of(coach: int) -> str:
    return ADDRESS.format(appointment(coach), "2027-03-01", "2027-03-31")


def measure(ground: Ground) -> None:
    crowds = [min(number, ground.effort.most_entries) for number in NUMBERS]
    with ground.prepared() as product:
        say(f"  {ground.database}, writing entries")
        run_module(product, "tests.bench.fill", "entries", *map(str, crowds))
        asked = {
            **{f"slots_day_{number}": (coach, day_of(coach)) for coach, number in enumerate(NUMBERS)},
            **{f"slots_month_{number}": (coach, month_of(coach)) for coach, number in enumerate(NUMBERS) if number},
        }
        queries = count_queries(product, *(address for _, address in asked.values()))
        product.start_web(workers=ground.effort.web_workers)
        days = itertools.count(_AUGUST)
        for row, (coach, address) in asked.items():
            _measure(ground, product, row=row, coach=coach, address=address, queries=queries[address], days=days)


def _measure(
    ground: Ground,
    product: Installation,
    *,
    row: str,
    coach: int,
    address: str,
    queries: dict[str, float],
    days: itertools.count,
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
    changed = median_after_changes(
        product,
        address=address,
        changes=min(CHANGES, effort.repeats),
        change=lambda connection: post_booking(
            connection, {"offering": appointment(coach), "variant": "single", "starts_at": start_of(next(days), 0)}
        ),
    )
    ground.print_run(row, run, **queries, after_a_change_ms=changed)


def median_after_changes(
    product: Installation, *, address: str, changes: int, change: Callable[[Connection], object]
) -> float:
    """Median milliseconds of the first answer after each change; the rows change months away."""
    connection, times = Connection(product.port), []
    for _ in range(changes):
        change(connection)
        began = time.perf_counter()
        answer = connection.get(address)
        times.append(time.perf_counter() - began)
        assert answer.status == 200, answer
    connection.close()
    return round(statistics.median(times) * 1000, 2)
