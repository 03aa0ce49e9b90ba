"""Measures everything, or what is named: `python -m tests.bench [script ...]`. Figures go to standard output."""

import atexit
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.databases import POSTGRESQL, SQLITE
from tests.bench.ground import Ground, say
from tests.bench.scripts import SCRIPTS


def main(names: list[str]) -> None:
    root = Path(tempfile.mkdtemp(prefix="almanac-bench-"))
    # Before the database server asks for the same, so that it is stopped first.
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    os.environ["ALMANAC_TEST_ROOT"] = str(root)
    # All load comes from one address: the limits are counted, but none is reached.
    os.environ["ALMANAC_LIMITS"] = "*=1000000/60"
    grounds = []
    for database in (SQLITE, POSTGRESQL):
        folder = root / database.lower()
        folder.mkdir()
        grounds.append(Ground(database, folder))
    for name in names or SCRIPTS:
        for ground in grounds:
            began = time.monotonic()
            say(f"{name} on {ground.database} ...")
            SCRIPTS[name].measure(ground)
            say(f"{name} on {ground.database}: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
