"""From the start to the first answer, and how large a web worker is after a thousand requests."""

import time

from tests.bench.client import Connection
from tests.bench.ground import Ground
from tests.bench.processes import resident_megabytes
from tests.bench.slots import day_of
from tests.bench.studio import CLASS

READS = (f"/offerings/{CLASS}/", day_of(0), "/api/v1/offerings/", "/schedule/", f"/book/{CLASS}/")


def measure(ground: Ground) -> None:
    with ground.prepared() as product:
        began = time.perf_counter()
        product.start_web(workers=ground.effort.web_workers)
        connection = Connection(product.port)
        first = connection.get(READS[0])
        took = time.perf_counter() - began
        assert first.status == 200, first
        ground.print("start", start_to_first_answer_s=round(took, 2))
        for number in range(ground.effort.requests):
            assert connection.get(READS[number % len(READS)]).status == 200
            connection.close()
        sizes = resident_megabytes(product.processes[0].pid)
        ground.print("memory", requests=ground.effort.requests, processes_mb=sizes, web_worker_mb=max(sizes))
