"""The calendar feed of a thousand sessions: asked again and again, and first after a booking."""

import itertools

from tests.bench.booking import post_booking, start_of
from tests.bench.client import Connection, load
from tests.bench.ground import Ground, count_queries, run_module, say
from tests.bench.slots import median_after_changes
from tests.bench.studio import appointment

ADDRESS = "/schedule.ics"
MOST = 1000
_AUGUST = 215


def measure(ground: Ground) -> None:
    effort = ground.effort
    with ground.prepared() as product:
        series = max(1, min(MOST, effort.series) // 30)
        say(f"  {ground.database}, making {series} series of thirty dates")
        run_module(product, "tests.bench.fill", "series", str(series))
        queries = count_queries(product, ADDRESS)[ADDRESS]
        product.start_web(workers=effort.web_workers)
        sessions = Connection(product.port).get(ADDRESS).body.count(b"BEGIN:VEVENT")
        assert sessions >= series * 30

        def look(connection: Connection, number: int) -> None:
            answer = connection.get(ADDRESS)
            assert answer.status == 200 and answer.body.startswith(b"BEGIN:VCALENDAR"), answer.status

        usage = ground.usage(product)
        run = load(product.port, look, clients=1, seconds=effort.seconds / 2, warm_up=effort.warm_up, usage=usage)
        days = itertools.count(_AUGUST)
        changed = median_after_changes(
            product,
            address=ADDRESS,
            changes=min(20, effort.repeats),
            change=lambda connection: post_booking(
                connection, {"offering": appointment(0), "variant": "single", "starts_at": start_of(next(days), 0)}
            ),
        )
        ground.print_run("feed", run, **queries, sessions=sessions, after_a_change_ms=changed)
