"""Times the month of sessions of all public offerings, within an installation's environment, warm."""

import json
import os
import statistics
import sys
import time
from datetime import UTC, datetime

import django
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from booking.accounts.models import Organization  # noqa: E402 - models need the settings
from booking.core.tenancy import acting_for  # noqa: E402
from booking.offerings.selectors import listed_offerings  # noqa: E402
from booking.scheduling.selectors import sessions_between  # noqa: E402
from tests.bench.queries import reading  # noqa: E402

MONTH = {"after": datetime(2027, 3, 1, tzinfo=UTC), "before": datetime(2027, 4, 1, tzinfo=UTC)}


def read_month() -> int:
    """How many sessions there are."""
    return len(sessions_between(listed_offerings(), **MONTH))


def main(repeats: int) -> None:
    with acting_for(Organization.objects.get(slug="bench")), transaction.atomic():
        times = []
        for _ in range(repeats + 1):
            began, cpu = time.perf_counter(), time.process_time()
            sessions = read_month()
            times.append((time.perf_counter() - began) * 1000)
            cpu = time.process_time() - cpu
        with CaptureQueriesContext(connection) as captured:
            read_month()
    figures = {
        "sessions": sessions,
        "p50_ms": round(statistics.median(times[1:]), 2),
        "max_ms": round(max(times[1:]), 2),
        "cpu_ms_per_operation": round(cpu * 1000, 2),
        "queries": len(reading([query["sql"] for query in captured.captured_queries])),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
