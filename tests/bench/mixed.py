"""Twenty clients for minutes, nine of ten requests reading and one booking, with the worker beside the web server."""

import random
import time
from collections import Counter, defaultdict

from tests.bench.booking import BASE, sessions_of, somebody
from tests.bench.client import Answer, Connection, Run, load
from tests.bench.ground import Ground, say
from tests.bench.processes import resident_megabytes
from tests.bench.slots import day_of, month_of
from tests.bench.studio import CLASS
from tests.servers import Installation

CLIENTS = 20
BOOKING_SHARE = 0.1
READS = (
    day_of(0),
    month_of(0),
    f"/api/v1/offerings/{CLASS}/sessions/",
    "/api/v1/offerings/",
    f"/offerings/{CLASS}/",
    "/offerings/",
    "/schedule/",
    f"/book/{CLASS}/",
)


class Visitors:
    """What the visitors of a load do, and what they were told."""

    def __init__(self, product: Installation):
        self.sessions = sessions_of(product, CLASS)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter = Counter()
        self.chance = random.Random(7)

    def act(self, connection: Connection, number: int) -> None:
        if self.chance.random() < BOOKING_SHARE:
            self._time("booking", self._book, connection)
        else:
            self._time("reading", self._read, connection)

    def _read(self, connection: Connection) -> Answer:
        return connection.get(self.chance.choice(READS))

    def _book(self, connection: Connection) -> Answer:
        session = self.chance.choice(self.sessions)
        body = {**BASE, "offering": CLASS, "variant": "drop-in", "session": session, "customer": somebody()}
        return connection.post_json("/api/v1/bookings/", body)

    def _time(self, what: str, act, connection: Connection) -> None:
        began = time.perf_counter()
        answer = act(connection)
        self.times[what].append(time.perf_counter() - began)
        self.statuses[answer.status] += 1
        assert answer.status in (200, 201) or answer.status >= 500, answer


def measure(ground: Ground) -> None:
    effort = ground.effort
    with ground.product() as product:
        product.start_worker()
        visitors, usage = Visitors(product), ground.usage(product)
        say(f"  {ground.database}, getting warm")
        warm = {"clients": CLIENTS, "warm_up": 0, "usage": usage}
        load(product.port, visitors.act, seconds=min(10, effort.mixed_seconds), **warm)
        visitors.times.clear()
        visitors.statuses.clear()
        before = _memory(product)
        say(f"  {ground.database}, {effort.mixed_seconds} s of {CLIENTS} clients")
        run = load(product.port, visitors.act, seconds=effort.mixed_seconds, **warm)
        ground.print_run("mixed", run, **_told(visitors), **_grown(before, _memory(product)))


def _memory(product: Installation) -> dict[str, float]:
    names = ("web", "worker")
    return {name: sum(resident_megabytes(process.pid)) for name, process in zip(names, product.processes, strict=True)}


def _told(visitors: Visitors) -> dict[str, float]:
    return {
        **{f"{what}_p99_ms": round(Run(1, times=times).milliseconds(99), 1) for what, times in visitors.times.items()},
        **{what + "s": len(times) for what, times in visitors.times.items()},
        "server_errors": sum(number for status, number in visitors.statuses.items() if status >= 500),
    }


def _grown(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    figures = {f"{name}_mb_at_start": round(megabytes, 1) for name, megabytes in before.items()}
    figures |= {f"{name}_mb_at_end": round(megabytes, 1) for name, megabytes in after.items()}
    return {**figures, "memory_ratio": round(max(after[name] / before[name] for name in before), 3)}
