"""What a transaction was told ends with it, on connections that requests share through a pool."""

import pytest
from django.db import connection, connections, transaction

from booking.core.postgresql.base import DatabaseWrapper
from booking.core.scopes import NOBODY, active
from booking.core.tenancy import acting_for, acting_for_everyone
from booking.people.models import Customer
from tests.tenants.probes import visible

TABLE = "people_customer"


@pytest.fixture
def customers(organization, other_organization, now):
    """One customer of the one organization, two of the other; the test begins acting for nobody."""
    for owner, count in ((organization, 1), (other_organization, 2)):
        with acting_for(owner):
            for number in range(count):
                Customer.objects.create(name="Eve", email=f"eve{number}@example.com", created_at=now)
    token = active.set(NOBODY)
    yield organization, other_organization
    active.reset(token)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_pooled_connection_forgets_the_request_before(customers):
    first, second = customers
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    pooled = DatabaseWrapper({**connection.settings_dict, "OPTIONS": options}, "pooled")
    try:
        with acting_for(first):
            assert ask(pooled) == (1, "almanac_runtime")
        with acting_for_everyone():
            assert ask(pooled) == (3, "almanac_installation")
        assert ask(pooled) == (0, "almanac_runtime")
        with acting_for(second):
            pooled.set_autocommit(False)
            assert ask_on(pooled) == (2, "almanac_runtime")
            pooled.rollback()
            pooled.set_autocommit(True)
        assert ask_on(pooled) == (0, "almanac_runtime")
    finally:
        pooled.close()
        pooled.close_pool()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_setting_ends_with_the_transaction(customers):
    first, _ = customers
    with acting_for(first), transaction.atomic():
        assert visible(TABLE) == 1
    assert (visible(TABLE), told()) == (0, "")
    with pytest.raises(ZeroDivisionError), acting_for(first), transaction.atomic():
        assert visible(TABLE) == 1
        raise ZeroDivisionError
    assert (visible(TABLE), told()) == (0, "")


@pytest.mark.django_db
def test_a_savepoint_takes_back_no_more_than_its_own_scope(customers):
    first, second = customers
    with acting_for(first):
        assert visible(TABLE) == 1
        with pytest.raises(ZeroDivisionError), acting_for(second), transaction.atomic():
            assert visible(TABLE) == 2
            with acting_for_everyone():
                assert visible(TABLE) == 3
            raise ZeroDivisionError
        assert visible(TABLE) == 1
        with transaction.atomic(), acting_for_everyone():
            assert visible(TABLE) == 3
        assert visible(TABLE) == 1
    assert visible(TABLE) == 0


@pytest.mark.django_db
def test_many_statements_at_once_are_told_too(customers):
    first, second = customers
    with acting_for(second):
        assert visible(TABLE) == 2
    with acting_for(first), connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {TABLE} SET name = %s", [["Mallory"], ["Trent"]])
    with acting_for_everyone():
        assert sorted(Customer._base_manager.values_list("name", flat=True)) == ["Eve", "Eve", "Trent"]


def ask(wrapper: DatabaseWrapper) -> tuple[int, str]:
    """What a request of its own would see, giving its connection back to the pool."""
    try:
        return ask_on(wrapper)
    finally:
        wrapper.close()


def ask_on(wrapper: DatabaseWrapper) -> tuple[int, str]:
    with wrapper.cursor() as cursor:
        cursor.execute(f"SELECT count(*), current_user FROM {TABLE}")
        return cursor.fetchone()


def told() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('almanac.organization', true)")
        return cursor.fetchone()[0] or ""
