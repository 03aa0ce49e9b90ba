"""Writes the table of speeds from figures: `python -m tests.bench.report figures.jsonl > docs/performance.md`."""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.databases import POSTGRESQL, SQLITE
from tests.bench.rows import ROWS, Row

UNITS = {
    "per_second": "per second",
    "p50_ms": "ms",
    "p95_ms": "ms",
    "web_worker_mb": "MB",
    "start_to_first_answer_s": "s",
    "first_migrate_s": "s",
    "ratio_to_a_tenth": "times",
}
BESIDE = {
    "ratio_to_floor": "{} of the floor",
    "queries": "{} queries",
    "requests": "{} requests",
    "faster": "{} times faster",
    "server_errors": "{} answers 5xx",
    "sold": "{} sold",
    "reading_p99_ms": "p99 reading {} ms",
    "booking_p99_ms": "p99 booking {} ms",
    "memory_ratio": "memory {} of the start",
    "after_a_change_ms": "{} ms after a change",
}
Figures = Mapping[str, object]

INTRODUCTION = """# Performance

Written by `python -m tests.bench.report` from the JSON lines of `make bench`, on {day}; do not edit by hand.

    ALMANAC_FIGURES=figures.jsonl make bench
    python -m tests.bench.report figures.jsonl > docs/performance.md

The machine has {cores} cores, and client, web server (two workers) and database work on it together. Times are medians
at the client unless the row says otherwise, CPU is what web server and database spend on one operation, and figures
drift by 15 to 20 % from day to day: compare the share of the floor, a bare view of Django REST framework that books in
five statements and is measured in the same minutes. A figure that misses its goal is followed by "(missed)".
"""
HEAD = """
| work | peers | goal | SQLite | PostgreSQL | CPU ms | command |
|---|---|---|---|---|---|---|
"""


def read_figures(lines: list[str]) -> dict[tuple[str, str], Figures]:
    """The last figures of every row and database."""
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return {(figures["figure"], figures["database"]): figures for figures in found if figures["figure"] in ROWS}


def write_table(figures: Mapping[tuple[str, str], Figures]) -> str:
    """A row that is kept once per database, because the goals differ, is one line."""
    lines: dict[str, list[str]] = defaultdict(list)
    for key in ROWS:
        lines[key.removesuffix(f"_{SQLITE.lower()}").removesuffix(f"_{POSTGRESQL.lower()}")].append(key)
    return HEAD.lstrip("\n") + "".join(_line(keys, figures=figures) for keys in lines.values())


def _line(keys: list[str], *, figures: Mapping[tuple[str, str], Figures]) -> str:
    rows = [ROWS[key] for key in keys]
    cells, cpu = [], []
    for database in (SQLITE, POSTGRESQL):
        measured = next((figures[key, database] for key in keys if (key, database) in figures), None)
        cells.append(_cell(ROWS[measured["figure"]], measured) if measured else "")
        cpu.append(str(measured.get("cpu_ms_per_operation", "")) if measured else "")
    columns = [
        rows[0].work,
        "; ".join(filter(None, (row.peers for row in rows))),
        "; ".join(filter(None, (row.goal for row in rows))),
        *cells,
        " / ".join(filter(None, cpu)),
        f"`make bench ONLY={rows[0].script}`",
    ]
    return f"| {' | '.join(columns)} |\n"


def _cell(row: Row, figures: Figures) -> str:
    if row.shown not in figures:
        return figures["note"]
    parts = [f"{figures[row.shown]:,} {UNITS[row.shown]}"]
    parts += [text.format(figures[name]) for name, text in BESIDE.items() if name in figures]
    return ", ".join(parts) + (" (missed)" if figures["met"] is False else "")


if __name__ == "__main__":
    measured = read_figures(Path(sys.argv[1]).read_text().splitlines())
    introduction = INTRODUCTION.format(day=f"{datetime.now(UTC):%Y-%m-%d}", cores=os.cpu_count())
    sys.stdout.write(introduction + "\n" + write_table(measured))
