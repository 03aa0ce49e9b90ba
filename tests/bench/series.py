"""A month over a thousand weekly series: read within a process, and a week of them as a page."""

import json

from tests.bench.client import Connection, load
from tests.bench.ground import Ground, count_queries, run_module, say

WEEK = "/schedule/?week=2027-03-01"


def measure(ground: Ground) -> None:
    effort = ground.effort
    with ground.prepared() as product:
        say(f"  {ground.database}, making {effort.series} series")
        run_module(product, "tests.bench.fill", "series", str(effort.series))
        repeats = str(min(effort.repeats, 20))
        ground.print("series_month", **json.loads(run_module(product, "tests.bench.month", repeats)))
        queries = count_queries(product, WEEK)[WEEK]
        product.start_web(workers=ground.effort.web_workers)

        def look(connection: Connection, number: int) -> None:
            answer = connection.get(WEEK)
            assert answer.status == 200 and b"Weekly 1" in answer.body, answer.status

        usage = ground.usage(product)
        run = load(product.port, look, clients=1, seconds=effort.seconds, warm_up=effort.warm_up, usage=usage)
        ground.print_run("series_week", run, **queries)
