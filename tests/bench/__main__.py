"""Measures everything, or what is named: `python -m tests.bench [script ...]`. Figures go to standard output."""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("ALMANAC_TEST_ROOT", tempfile.mkdtemp(prefix="almanac-bench-"))

from tests.bench import booking  # noqa: E402 - the folder of the servers is settled first
from tests.bench.databases import POSTGRESQL, SQLITE  # noqa: E402
from tests.bench.ground import Ground, say  # noqa: E402

SCRIPTS = {"booking": booking}


def main(names: list[str]) -> None:
    root = Path(os.environ["ALMANAC_TEST_ROOT"])
    grounds = []
    for database in (SQLITE, POSTGRESQL):
        folder = root / database.lower()
        folder.mkdir(exist_ok=True)
        grounds.append(Ground(database, folder))
    for name in names or SCRIPTS:
        for ground in grounds:
            began = time.monotonic()
            say(f"{name} on {ground.database} ...")
            SCRIPTS[name].measure(ground)
            say(f"{name} on {ground.database}: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
