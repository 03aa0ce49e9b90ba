"""Times the slot function on the shared workloads: one JSON line each, median milliseconds of a warm call.

Run as `python tests/availability/bench_slots.py [repeats]` from the project's root.
"""

import json
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from booking.availability.rules import free_starts  # noqa: E402
from tests.availability.workloads import load_workloads  # noqa: E402


def median_ms(call, repeats):
    call()
    took = []
    for _ in range(repeats):
        begun = time.perf_counter()
        call()
        took.append(time.perf_counter() - begun)
    return round(statistics.median(took) * 1000, 4)


def main(repeats):
    for work in load_workloads():
        figure = median_ms(lambda work=work: free_starts(work.hours, work.rules, **work.query), repeats)
        sys.stdout.write(json.dumps({"work": work.name, "ms": figure, "slots": len(work.expected)}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
