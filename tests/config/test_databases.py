import pytest
from django.db import connection

DURABLE = {"sqlite": ("PRAGMA synchronous", {2, 3}), "postgresql": ("SHOW synchronous_commit", {"on"})}


@pytest.mark.django_db
def test_what_is_acknowledged_is_on_the_disk():
    statement, durable = DURABLE[connection.vendor]
    with connection.cursor() as cursor:
        assert cursor.execute(statement).fetchone()[0] in durable
