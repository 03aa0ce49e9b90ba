"""Counts the queries of addresses, within an installation's environment: `python -m tests.bench.queries /path/ ...`.

A process that has answered before is asked, with empty caches and then once more.
"""

import json
import os
import statistics
import sys
import time

import django
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from booking.core.changes import forget_all  # noqa: E402 - models need the settings

REPEATS = 5
# What frames queries and reads nothing.
FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "SELECT SET_CONFIG", "RESET")


def count(path: str) -> dict[str, float]:
    """`queries` with empty caches and `cached_queries`; `statements` are those that frame them as well.

    `in_process_ms` is the median of answers with empty caches.
    """
    client = Client(headers={"host": "localhost"})
    _ask(client, path)
    _forget()
    cold, warm = _ask(client, path), _ask(client, path)
    return {
        "queries": len(reading(cold)),
        "cached_queries": len(reading(warm)),
        "statements": len(cold),
        "in_process_ms": round(statistics.median(_milliseconds(client, path) for _ in range(REPEATS)), 2),
    }


def _milliseconds(client: Client, path: str) -> float:
    _forget()
    began = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - began) * 1000


def _forget() -> None:
    """Whatever this process has kept."""
    for cache in caches.all():
        cache.clear()
    forget_all()


def _ask(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return [query["sql"] for query in captured.captured_queries]


def reading(statements: list[str]) -> list[str]:
    """Those that are more than frames, which on PostgreSQL may stand before a query in the same message."""
    return [text for text in statements if not all(part.startswith(FRAMES) for part in _parts(text))]


def _parts(text: str) -> list[str]:
    return [part.strip().upper() for part in text.split(";") if part.strip()]


if __name__ == "__main__":
    sys.stdout.write(json.dumps({path: count(path) for path in sys.argv[1:]}) + "\n")
