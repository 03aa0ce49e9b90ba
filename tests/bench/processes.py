"""What processes cost: CPU seconds and memory of whole trees."""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import psutil


def tree(pid: int) -> list[psutil.Process]:
    """The process and all below it; none when it is gone."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_seconds(pid: int) -> float:
    """User and system time of the tree, of children that have ended as well."""
    total = 0.0
    for process in tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def resident_megabytes(pid: int) -> list[float]:
    """Of every process of the tree."""
    found = []
    for process in tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(round(process.memory_info().rss / 1e6, 1))
    return found


@dataclass
class Usage:
    """Reads CPU seconds of named process trees; the measuring process itself is always `client`."""

    roots: Mapping[str, int] = field(default_factory=dict)

    def read(self) -> dict[str, float]:
        own = psutil.Process(os.getpid()).cpu_times()
        return {name: cpu_seconds(pid) for name, pid in self.roots.items()} | {"client": own.user + own.system}
