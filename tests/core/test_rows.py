"""Rows read and written with SQL made once are what the ORM reads and writes."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.forms import model_to_dict

from booking.core.models import EventRecord
from booking.core.rows import insert, insert_unless_known, keep_at_hand, select, select_to_lock, update
from booking.core.tenancy import CrossTenantWrite, NoActiveOrganization, ScopedManager, acting_for
from booking.offerings.models import Offering, Variant
from booking.people.models import Customer

OWNED = [model for model in apps.get_models() if isinstance(model._default_manager, ScopedManager)]


def make_customer(now, email="eve@example.com", **values):
    return Customer(**{"name": "Eve", "email": email, "created_at": now, **values})


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_selecting_reads_what_the_orm_reads(studio, model):
    rows = select(model, {})
    assert [model_to_dict(row) for row in rows] == [model_to_dict(row) for row in model.objects.order_by("pk")]


def test_inserting_writes_what_saving_writes(organization, now):
    first, second, saved = (
        make_customer(now),
        make_customer(now, "ida@example.com"),
        make_customer(now, "x@example.com"),
    )
    insert(first, second)
    saved.save()
    assert [row.pk for row in Customer.objects.order_by("pk")] == [first.pk, second.pk, saved.pk]
    assert model_to_dict(Customer.objects.get(pk=first.pk), exclude=["id", "email"]) == model_to_dict(
        Customer.objects.get(pk=saved.pk), exclude=["id", "email"]
    )
    first.name = "Eva"
    first.save()
    assert Customer.objects.get(pk=first.pk).name == "Eva"


def test_inserting_keeps_json_and_instants(organization, now):
    record = EventRecord(organization_key=organization.pk, name="x", payload={"a": [1, "ü"]}, happened_at=now)
    insert(record)
    read = EventRecord.objects.get(pk=record.pk)
    assert (read.payload, read.happened_at) == ({"a": [1, "ü"]}, now)


def test_inserting_a_known_key_says_so(organization, now):
    assert insert_unless_known(make_customer(now)) is True
    assert insert_unless_known(make_customer(now)) is False
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(make_customer(now))
    assert Customer.objects.count() == 1


def test_updating_writes_only_from_the_expected_values(organization, now):
    customer = make_customer(now)
    insert(customer)
    assert update(customer, {"name": "Eva"}, where={"name": "Somebody"}) is False
    assert (customer.name, Customer.objects.get().name) == ("Eve", "Eve")
    assert update(customer, {"name": "Eva", "phone": "1"}, where={"name": "Eve"}) is True
    assert (customer.name, Customer.objects.get().name, Customer.objects.get().phone) == ("Eva", "Eva", "1")


def test_rows_of_another_organization_are_neither_written_nor_seen(organization, other_organization, now):
    customer = make_customer(now)
    insert(customer)
    with acting_for(other_organization):
        assert select(Customer, {"pk": customer.pk}) == []
        assert select_to_lock(Customer, {"email": customer.email}) == []
        with pytest.raises(CrossTenantWrite):
            update(customer, {"name": "Mallory"})
        with pytest.raises(CrossTenantWrite):
            insert(customer)


def test_selecting_without_an_organization_raises(db):
    with pytest.raises(NoActiveOrganization):
        select(Customer, {})


def test_selecting_takes_several_values(studio):
    slugs = tuple(Offering.objects.order_by("pk").values_list("slug", flat=True)[:3])
    assert tuple(row.slug for row in select(Offering, {"slug": slugs})) == slugs
    assert select(Offering, {"slug": ()}) == []
    variant = select(Variant, {"offering": Offering.objects.order_by("pk").first().pk})[0]
    assert isinstance(variant.vat_rate, Decimal)


def test_rows_at_hand_are_not_read_back(studio, django_assert_num_queries):
    offering = Offering.objects.order_by("pk").first()
    variants = list(offering.variants.all())
    keep_at_hand(offering, "variants", variants)
    with django_assert_num_queries(0):
        assert list(offering.variants.all()) == variants
    with django_assert_num_queries(1):
        assert offering.variants.filter(pk=variants[0].pk).count() == 1
