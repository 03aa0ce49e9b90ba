"""Keys that are known before their rows are written, and rows that are found or made in one statement."""

import threading

import pytest
from django.db import connection, transaction

from booking.billing.models import Order
from booking.core.models import EventRecord
from booking.core.rows import find_or_insert, insert, reserve_keys
from booking.core.rows.keys import sequence_of, take_key
from booking.core.tenancy import CrossTenantWrite, acting_for
from booking.people.models import Customer
from booking.reservations.models import Booking
from tests import settings as test_settings

real_transactions = pytest.mark.django_db(transaction=True, serialized_rollback=True)
on_postgresql = pytest.mark.skipif(not test_settings.POSTGRESQL, reason="SQLite has no round trips")


def make_customer(now, email="eve@example.com", **values) -> Customer:
    return Customer(**{"email": email, "name": "Eve", "created_at": now, **values})


def written() -> dict[int, str]:
    return dict(Customer.objects.values_list("pk", "email"))


def test_row_with_a_reserved_key_is_written_with_the_next_statement(organization, now):
    first, second = make_customer(now), make_customer(now, email="ben@example.com")
    with transaction.atomic():
        reserve_keys(Customer)
        assert not Customer.objects.exists()
        insert(first)
        assert first.pk
        insert(second)
    assert written() == {first.pk: "eve@example.com", second.pk: "ben@example.com"}


@on_postgresql
@real_transactions
def test_row_with_a_reserved_key_costs_no_round_trip(organization, now):
    with transaction.atomic():
        reserve_keys(Customer)
        assert not Customer.objects.exists()
        insert(make_customer(now))
        assert len(connection.connection.owed) == 1
        insert(make_customer(now, email="ben@example.com"))
        assert connection.connection.owed == []


@real_transactions
def test_row_with_a_reserved_key_goes_with_its_transaction(organization, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        reserve_keys(Customer)
        assert not Customer.objects.exists()
        insert(make_customer(now))
        raise ZeroDivisionError
    assert written() == {}


@real_transactions
def test_key_that_was_not_used_is_used_later(organization, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        reserve_keys(Customer)
        assert not Customer.objects.exists()
        raise ZeroDivisionError
    customers = [make_customer(now), make_customer(now, email="ben@example.com")]
    for customer in customers:
        with transaction.atomic():
            reserve_keys(Customer)
            insert(customer)
    assert written() == {customer.pk: customer.email for customer in customers}


@real_transactions
def test_key_that_nobody_was_asked_for_in_the_end_is_not_given(organization, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        reserve_keys(Customer)
        raise ZeroDivisionError
    assert take_key(Customer) is None
    reserve_keys(Customer)
    assert not Customer.objects.exists()
    assert take_key(Customer) is None


def test_reserving_gives_nobody_a_row_of_another_organization(organization, other_organization, now):
    with transaction.atomic():
        reserve_keys(Customer)
        assert not Customer.objects.exists()
        customer = make_customer(now)
        with acting_for(other_organization), pytest.raises(CrossTenantWrite):
            insert(customer)


@on_postgresql
@pytest.mark.parametrize("model", [Customer, Order, Booking, EventRecord])
def test_sequence_has_the_name_we_know_it_by(db, model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        assert sequence_of(model) == f'"{cursor.fetchone()[0].removeprefix("public.")}"'


def test_unknown_row_is_made(organization, now):
    customer = find_or_insert(make_customer(now), by=("email",))
    assert customer == Customer.objects.get()
    assert (customer.name, customer.organization_id, customer.created_at) == ("Eve", organization.pk, now)


def test_known_row_is_found_as_it_is(organization, now):
    known = find_or_insert(make_customer(now), by=("email",))
    found = find_or_insert(make_customer(now, name="Mallory"), by=("email",))
    assert (found.pk, found.name) == (known.pk, "Eve")
    assert Customer.objects.count() == 1


def test_row_of_another_organization_is_not_found(organization, other_organization, now):
    ours = find_or_insert(make_customer(now), by=("email",))
    with acting_for(other_organization):
        theirs = find_or_insert(make_customer(now, name="Mallory"), by=("email",))
    assert (theirs.name, theirs.organization_id) == ("Mallory", other_organization.pk)
    assert ours.pk != theirs.pk


@real_transactions
def test_row_that_somebody_else_is_making_is_found(organization, now):
    """Nobody sees it before it is committed; whoever makes the same meanwhile waits for that."""
    is_made, found = threading.Event(), []

    def come_second():
        is_made.wait()
        with acting_for(organization), transaction.atomic():
            found.append(find_or_insert(make_customer(now, name="Mallory"), by=("email",)))
        connection.close()

    second = threading.Thread(target=come_second)
    second.start()
    with transaction.atomic():
        first = find_or_insert(make_customer(now), by=("email",))
        is_made.set()
        second.join(timeout=0.3)
        assert found == []
    second.join()
    assert [(customer.pk, customer.name) for customer in found] == [(first.pk, "Eve")]
