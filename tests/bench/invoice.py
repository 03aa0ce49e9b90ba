"""An invoice as PDF, from rows that are at hand: of two lines, and of sixty on several pages."""

import json

from tests.bench.ground import Ground, run_module


def measure(ground: Ground) -> None:
    """Reads nothing of the database; printed once."""
    if ground.on_postgresql:
        return
    with ground.prepared() as product:
        repeats = str(min(ground.effort.repeats, 100))
        for lines in (2, 60):
            figures = json.loads(run_module(product, "tests.bench.paper", str(lines), repeats))
            ground.print(f"invoice_{lines}", **figures)
