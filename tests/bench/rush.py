"""A hundred people and ten places: how long until everybody has an answer."""

import threading
import time
from collections import Counter

from tests.bench.booking import BASE, sessions_of, somebody
from tests.bench.client import Connection, Run
from tests.bench.ground import Ground
from tests.bench.studio import LAST_PLACES, PLACES

CLIENTS = 100
ROUNDS = 10


def measure(ground: Ground) -> None:
    with ground.product() as product:
        sessions = sessions_of(product, LAST_PLACES)
        rush(product.port, session=sessions.pop())
        usage = ground.usage(product)
        run, before, began = Run(CLIENTS), usage.read(), time.perf_counter()
        for session in sessions[: min(ROUNDS, ground.effort.repeats)]:
            run.times.append(rush(product.port, session=session))
        run.elapsed, after = time.perf_counter() - began, usage.read()
        run.usage = {name: (after[name] - before[name]) * 1000 for name in after}
        ground.print_run("rush", run)


def rush(port: int, *, session: str) -> float:
    """Seconds from the gate's opening to the last answer; every visitor comes with a connection of their own."""
    answers, gate = Counter(), threading.Barrier(CLIENTS + 1)

    def want() -> None:
        connection, customer = Connection(port), somebody()
        gate.wait()
        body = {**BASE, "offering": LAST_PLACES, "variant": "seat", "session": session, "customer": customer}
        answers[connection.post_json("/api/v1/bookings/", body).status] += 1
        connection.close()

    visitors = [threading.Thread(target=want) for _ in range(CLIENTS)]
    for visitor in visitors:
        visitor.start()
    gate.wait()
    began = time.perf_counter()
    for visitor in visitors:
        visitor.join()
    took = time.perf_counter() - began
    assert answers == {201: PLACES, 409: CLIENTS - PLACES}, answers
    return took
