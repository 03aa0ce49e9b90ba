"""The slot function on the shared workloads: right first, then the median of warm calls."""

import statistics
import time
from collections import defaultdict

from booking.availability.rules import free_starts
from tests.availability.workloads import Workload, load_workloads
from tests.bench.ground import Ground
from tests.bench.rows import OTHERS


def measure(ground: Ground) -> None:
    """Needs no database; printed once."""
    if ground.on_postgresql:
        return
    slowest = defaultdict(float)
    for work in load_workloads():
        starts = ask(work)
        assert list(starts) == work.expected, work.name
        days = int(work.name.split("_")[0][1:])
        slowest[days] = max(slowest[days], median_ms(work, repeats=ground.effort.repeats))
    for days, took in slowest.items():
        times = round(OTHERS[days] / took, 1)
        ground.print(f"slots_function_{days}", p50_ms=round(took, 4), cpu_ms_per_operation=round(took, 4), faster=times)


def ask(work: Workload) -> list[int]:
    return free_starts(work.hours, work.rules, **work.query)


def median_ms(work: Workload, *, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        ask(work)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000
