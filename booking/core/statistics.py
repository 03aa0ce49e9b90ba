"""What the database knows of its tables to choose its ways."""

from django.db import connection


def refresh_statistics() -> None:
    """On SQLite, which keeps none by itself and then may read a whole organization for one booking's seats.

    PostgreSQL's autovacuum does this without being asked.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Rows looked at per index, so that it takes milliseconds whatever the history.
            cursor.execute("PRAGMA analysis_limit = 400")
            cursor.execute("ANALYZE")
