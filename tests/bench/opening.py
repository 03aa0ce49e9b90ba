"""The opening of a livestream (CAP-1, OPS-10): everybody books one and the same date as fast as they can."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.bench.booking import BASE, sessions_of, somebody
from tests.bench.client import Connection, Run
from tests.bench.ground import Ground
from tests.bench.studio import UNLIMITED, livestream
from tests.servers import Installation

CLIENTS = 64


@dataclass
class Opening:
    """What the visitors of one livestream were answered; `seconds` are those of bookings that were made."""

    slug: str
    session: str
    answers: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def server_errors(self) -> int:
        return sum(count for status, count in self.answers.items() if status >= 500)


def measure(ground: Ground) -> None:
    places = ground.effort.places
    with ground.product() as product:
        for row, slug, until in (
            ("opening_unlimited", UNLIMITED, places),
            ("opening_limited", livestream(places), None),
        ):
            opening = Opening(slug, sessions_of(product, slug)[0])
            usage, run = ground.usage(product), Run(CLIENTS)
            before, began = usage.read(), time.perf_counter()
            _open(product.port, opening, until=until)
            run.elapsed, after = time.perf_counter() - began, usage.read()
            run.times, run.usage = opening.seconds, {name: (after[name] - before[name]) * 1000 for name in after}
            sold = _sold(product, slug)
            assert sold == opening.answers[201], opening.answers
            ground.print_run(
                row, run, server_errors=opening.server_errors, sold=sold, sold_beyond=sold - (until or places)
            )


def _open(port: int, opening: Opening, *, until: int | None) -> None:
    """Let everybody in at once; they book until they are told that it is sold out, or so many bookings are made."""
    gate, counting, started = threading.Barrier(CLIENTS), threading.Lock(), Counter()

    def may_go_on() -> bool:
        with counting:
            started["bookings"] += 1
            return until is None or started["bookings"] <= until

    def visit() -> None:
        connection = Connection(port)
        gate.wait()
        status = 201
        while status == 201 and may_go_on():
            began = time.perf_counter()
            status = connection.post_json("/api/v1/bookings/", _wish(opening)).status
            took = time.perf_counter() - began
            with counting:
                opening.answers[status] += 1
                if status == 201:
                    opening.seconds.append(took)
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(CLIENTS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()


def _wish(opening: Opening) -> dict:
    asked = {"offering": opening.slug, "variant": "seat", "session": opening.session}
    return {**BASE, **asked, "customer": somebody()}


def _sold(product: Installation, slug: str) -> int:
    """Seats counted from the rows and not from the counter."""
    return product.count(
        "reservations_seat seat JOIN scheduling_session session ON session.id = seat.session_id "
        "JOIN offerings_offering offering ON offering.id = session.offering_id "
        f"WHERE offering.slug = '{slug}' AND seat.status <> 'released'"
    )
