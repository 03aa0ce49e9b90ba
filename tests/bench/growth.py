"""What lists and pages take when years of business lie behind a studio of hundreds of people."""

from tests.bench.client import Connection, Run, load
from tests.bench.ground import Ground, count_queries, run_module, say
from tests.bench.slots import month_of
from tests.bench.studio import CLASS, appointment, write_studio
from tests.figures import print_figure
from tests.servers import Installation

MONTH = month_of(0)
LISTS = (
    MONTH,
    "/api/v1/offerings/",
    "/api/v1/offerings/?q=coach&page_size=100",
    f"/api/v1/offerings/{CLASS}/",
    f"/api/v1/offerings/{CLASS}/sessions/",
    "/api/v1/instructors/",
    "/api/v1/instructors/?q=coach&page_size=100",
    "/api/v1/instructors/coach-0/",
    "/",
    "/offerings/",
    "/offerings/?q=coach",
    f"/offerings/{CLASS}/",
    f"/offerings/{appointment(0)}/",
    "/schedule/",
    "/people/",
    "/people/coach-0/",
    f"/book/{appointment(0)}/?month=2027-03",
    "/sitemap.xml",
)
WINDOWS = (MONTH, f"/api/v1/offerings/{CLASS}/sessions/")
TENTH = 10


def measure(ground: Ground) -> None:
    effort = ground.effort
    with ground.prepared() as product:
        say(f"  {ground.database}, hiring {effort.people} people")
        product.manage("load_studio", str(write_studio(ground.folder / "growth.yaml", coaches=effort.people)))
        tenth = effort.bookings // TENTH
        _grow(ground, product, bookings=tenth, first=0)
        young = count_queries(product, *WINDOWS)
        _grow(ground, product, bookings=effort.bookings - tenth, first=tenth)
        old = count_queries(product, *LISTS)
        product.start_web(workers=effort.web_workers)
        slowest = max(_look(ground, product, path, queries=old[path]) for path in LISTS)
    most = max(counted["queries"] for counted in old.values())
    ground.print("growth", p95_ms=slowest, queries=most, addresses=len(LISTS))
    ratio = max(old[path]["in_process_ms"] / young[path]["in_process_ms"] for path in WINDOWS)
    ground.print("growth_window", ratio_to_a_tenth=round(ratio, 2))


def _grow(ground: Ground, product: Installation, *, bookings: int, first: int) -> None:
    say(f"  {ground.database}, writing {bookings} bookings")
    run_module(product, "tests.bench.fill", "history", str(bookings), str(first))


def _look(ground: Ground, product: Installation, path: str, *, queries: dict[str, float]) -> float:
    """Its 95th percentile in milliseconds."""
    figures = _load(ground, product, path).figures()
    print_figure("growth_address", database=ground.database, path=path, **figures, **queries)
    return figures["p95_ms"]


def _load(ground: Ground, product: Installation, path: str) -> Run:
    def look(connection: Connection, number: int) -> None:
        assert connection.get(path).status == 200, path

    effort, usage = ground.effort, ground.usage(product)
    return load(product.port, look, clients=1, seconds=effort.seconds / 4, warm_up=effort.warm_up / 4, usage=usage)
