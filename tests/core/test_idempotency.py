from datetime import timedelta

import pytest

from booking.core.errors import Invalid, Malformed, SoldOut
from booking.core.idempotency import forget_old_keys, once
from booking.core.models import IdempotencyKey
from booking.core.tenancy import acting_for


def test_the_same_key_and_body_give_the_same_answer(organization, now):
    made = []

    def produce():
        made.append(1)
        return {"number": len(made)}

    answers = [once("bookings", key="abc", body={"a": 1}, now=now, produce=produce) for _ in range(3)]
    assert answers == [{"number": 1}] * 3


def test_the_same_key_with_another_body_is_refused(organization, now):
    once("bookings", key="abc", body={"a": 1}, now=now, produce=lambda: 1)
    with pytest.raises(Invalid):
        once("bookings", key="abc", body={"a": 2}, now=now, produce=lambda: 2)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_refused_request_leaves_its_key_free(organization, now):
    def refuse():
        raise SoldOut()

    with pytest.raises(SoldOut):
        once("bookings", key="abc", body={}, now=now, produce=refuse)
    assert once("bookings", key="abc", body={"other": 1}, now=now, produce=lambda: "made") == "made"


def test_keys_of_organizations_and_scopes_are_apart(organization, other_organization, now):
    assert once("bookings", key="abc", body={}, now=now, produce=lambda: 1) == 1
    assert once("waitlist", key="abc", body={}, now=now, produce=lambda: 2) == 2
    with acting_for(other_organization):
        assert once("bookings", key="abc", body={}, now=now, produce=lambda: 3) == 3


def test_the_stored_answer_is_sealed(organization, now):
    once("bookings", key="abc", body={}, now=now, produce=lambda: {"token": "very-secret"})
    assert "very-secret" not in IdempotencyKey.objects.get().answer


@pytest.mark.parametrize("key", ["", "x" * 256, "schön", "a\x00b"])
def test_a_key_that_is_none_is_refused(organization, now, key):
    with pytest.raises(Malformed):
        once("bookings", key=key, body={}, now=now, produce=lambda: 1)


def test_old_keys_are_forgotten(organization, now):
    once("bookings", key="old", body={}, now=now - timedelta(hours=25), produce=lambda: 1)
    once("bookings", key="new", body={}, now=now, produce=lambda: 1)
    assert forget_old_keys(now=now) == 1
    assert IdempotencyKey.objects.count() == 1
