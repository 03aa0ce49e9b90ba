"""A landing page with live availability.

Uncached: every request asks in another zone or for another quantity, so that none shows what another has shown.
Cached: the same address again and again.
"""

import itertools
from zoneinfo import available_timezones

from tests.bench.client import Connection, load
from tests.bench.ground import Ground, count_queries
from tests.bench.studio import CLASS

PAGE = f"/offerings/{CLASS}/"
_ZONES = sorted(
    name for name in available_timezones() if name.partition("/")[0] in ("Africa", "America", "Asia", "Europe")
)


def measure(ground: Ground) -> None:
    with ground.prepared() as product:
        queries = count_queries(product, PAGE)[PAGE]
        product.start_web(workers=ground.effort.web_workers)
        addresses = itertools.cycle(
            f"{PAGE}?timezone={zone}&quantity={quantity}" for quantity in range(1, 21) for zone in _ZONES
        )
        effort = ground.effort
        for row, choose in (("landing_uncached", lambda: next(addresses)), ("landing_cached", lambda: PAGE)):

            def look(connection: Connection, number: int, choose=choose) -> None:
                answer = connection.get(choose())
                assert answer.status == 200 and b"Daily flow" in answer.body, answer

            usage = ground.usage(product)
            run = load(product.port, look, clients=1, seconds=effort.seconds, warm_up=effort.warm_up, usage=usage)
            ground.print_run(row, run, **queries)
