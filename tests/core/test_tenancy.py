import pytest
from django.db import IntegrityError, connection, transaction

from booking.calendars.models import Entry, Owner
from booking.core.tenancy import (
    CrossTenantWrite,
    NoActiveOrganization,
    acting_for,
    acting_for_everyone,
    active_organization_id,
)
from booking.people.models import Customer


def make_customer(now, email="eve@example.com"):
    return Customer.objects.create(name="Eve", email=email, created_at=now)


def test_queries_see_the_active_organization_only(organization, other_organization, now):
    make_customer(now)
    with acting_for(other_organization):
        assert list(Customer.objects.all()) == []
        make_customer(now)
        assert Customer.objects.count() == 1
    assert Customer.objects.get().organization_id == organization.pk


def test_without_an_organization_a_query_raises(db):
    with pytest.raises(NoActiveOrganization):
        active_organization_id()
    with pytest.raises(NoActiveOrganization):
        Customer.objects.all()


def test_writing_for_another_organization_is_refused(organization, other_organization, now):
    customer = make_customer(now)
    with acting_for(other_organization):
        customer.name = "Mallory"
        with pytest.raises(CrossTenantWrite):
            customer.save()
        with pytest.raises(CrossTenantWrite):
            Customer.objects.bulk_create([customer])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_database_refuses_a_reference_across_organizations(organization, other_organization, now):
    owner = Owner.objects.create(kind="person", name="Ana")
    with (
        acting_for(other_organization),
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO calendars_entry (organization_id, owner_id, starts_at, ends_at, source_kind, source_id) "
            "VALUES (%s, %s, %s, %s, 'session', 1)",
            [other_organization.pk, owner.pk, "2027-01-04 08:00:00+00:00", "2027-01-04 09:00:00+00:00"],
        )
    with acting_for_everyone():
        assert Entry._base_manager.filter(organization=other_organization).count() == 0
