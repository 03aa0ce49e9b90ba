"""The queue's own tables in PostgreSQL, made with the others: what it runs as may not make tables."""

from django.db import connections
from huey.contrib.djhuey import HUEY
from huey.storage import PostgresStorage


def make_queue_tables(using: str = "default", **kwargs) -> None:
    """Does nothing for queues that live elsewhere."""
    if isinstance(HUEY.storage, PostgresStorage):
        with connections[using].cursor() as cursor:
            for statement in HUEY.storage.ddl:
                cursor.execute(statement)
