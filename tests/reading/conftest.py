import contextvars
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection


@pytest.fixture
def in_another_process(studio):
    """Runs a call on a connection of its own, as another process would, on the clock and for the studio of the test."""
    with ThreadPoolExecutor(1) as pool:

        def run(call, **values):
            return pool.submit(contextvars.copy_context().run, call, **values).result()

        yield run
        pool.submit(lambda: connection.close()).result()
