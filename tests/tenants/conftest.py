from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from booking.core.refusals import tenant_tables
from booking.core.scopes import NOBODY, RUNTIME, active
from tests import settings as test_settings
from tests.tenants.synthetic import fill

Tables = dict[str, str]


def pytest_collection_modifyitems(items):
    skip = pytest.mark.skip(reason="row level security is PostgreSQL's")
    for item in items:
        if _is_about_the_wall(item) and not test_settings.POSTGRESQL:
            item.add_marker(skip)


def _is_about_the_wall(item) -> bool:
    return "tests/tenants/" in item.path.as_posix() and item.path.stem not in ("test_inner_walls", "test_scopes")


@contextmanager
def as_superuser() -> Iterator[None]:
    """What runs in the block, inside the test's transaction, passes every wall."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield
        cursor.execute(f"SET LOCAL ROLE {RUNTIME}")


@pytest.fixture
def tables(organization, other_organization) -> Tables:
    """Every table of the product that has an organization, by the column that says which; one row of each of two."""
    found = {model._meta.db_table: column for model, column in tenant_tables()}
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, column in found.items():
            fill(cursor, table, column=column, owners=(organization.pk, other_organization.pk))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    return found


@pytest.fixture
def nobody(tables) -> Iterator[None]:
    """The test acts for nobody, after its rows were made."""
    token = active.set(NOBODY)
    yield
    active.reset(token)
