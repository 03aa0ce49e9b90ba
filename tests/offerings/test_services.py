from decimal import Decimal

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError

from booking.core.money import Money
from booking.offerings.models import Policy, Variant
from booking.offerings.services import Tier, archive_offering, save_offering, save_policy

pytestmark = pytest.mark.django_db


def seat(minor: int, **values) -> Tier:
    return Tier(slug="seat", name="Seat", price=Money(minor, "CHF"), vat_rate=Decimal("8.1"), scope="date", **values)


def test_save_offering_keeps_the_row_of_a_tier_that_changes(organization):
    offering = save_offering("talk", details={"kind": "event", "name": "Talk"}, tiers=[seat(1000)])
    before = Variant.objects.get(offering=offering).pk
    save_offering("talk", details={"name": "The talk"}, tiers=[seat(1200, deposit=200)])
    variant = Variant.objects.get(offering=offering)
    assert (variant.pk, variant.price, variant.deposit, variant.offering.name) == (before, 1200, 200, "The talk")


def test_save_offering_brings_back_what_was_archived(organization):
    offering = archive_offering(save_offering("talk", details={"kind": "event", "name": "Talk"}, tiers=[seat(0)]))
    assert offering.is_archived
    assert not save_offering("talk", details={}, tiers=[seat(0)]).is_archived


def test_save_offering_refuses_unknown_columns_and_values(organization):
    with pytest.raises(FieldDoesNotExist):
        save_offering("talk", details={"kind": "event", "name": "Talk", "colour": "red"})
    with pytest.raises(ValidationError):
        save_offering("talk", details={"kind": "event", "name": "Talk", "visibility": "everybody"})


def test_save_policy_changes_the_policy_there_is(organization):
    save_policy("standard", details={"cancel_until_hours": 12})
    save_policy("standard", details={"late_cancel_fee": 500})
    policy = Policy.objects.get()
    assert (policy.cancel_until_hours, policy.late_cancel_fee) == (12, 500)
