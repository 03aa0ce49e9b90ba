"""Reads the workloads of tests/data/slots: what is asked, and the starts that must come out."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from booking.availability.rules import SlotRules, Window, WorkingHours

FOLDER = Path(__file__).resolve().parents[1] / "data" / "slots"


@dataclass(frozen=True)
class Workload:
    name: str
    hours: WorkingHours
    rules: SlotRules
    query: dict
    expected: list[int]


def read_seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


def read_minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def load_workload(path):
    raw = json.loads(path.read_text())
    weekly = raw["weekly"]
    start, end = read_minutes(weekly["start"]), read_minutes(weekly["end"])
    windows = tuple(Window((sunday_based - 1) % 7, start, end) for sunday_based in weekly["days"])
    return Workload(
        name=path.stem,
        hours=WorkingHours(raw["tz"], windows, {}, frozenset()),
        rules=SlotRules(length=raw["length"], step=raw["step"]),
        query={
            "after": read_seconds(raw["from"]),
            "before": read_seconds(raw["to"]),
            "busy": [(read_seconds(begin), read_seconds(finish)) for begin, finish in raw["busy"]],
        },
        expected=[read_seconds(text) for text in json.loads(path.with_suffix(".expect").read_text())],
    )


def load_workloads():
    return [load_workload(path) for path in sorted(FOLDER.glob("*.json"))]
