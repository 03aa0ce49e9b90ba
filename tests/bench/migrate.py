"""The first migrate of an empty database."""

import time

from tests.bench.ground import Ground
from tests.servers import Installation


def measure(ground: Ground) -> None:
    empty = Installation(ground.new_folder("empty"), database_url=ground.new_database("empty"))
    began = time.perf_counter()
    empty.manage("migrate", "--verbosity", "0")
    ground.print("migrate", first_migrate_s=round(time.perf_counter() - began, 2))
