"""CAT-2, CAT-3: what visitors find."""

from decimal import Decimal

import pytest

from booking.accounts.services import save_member
from booking.core.errors import NotFound
from booking.core.money import Money
from booking.offerings.models import Offering
from booking.offerings.selectors import (
    active_variants,
    facilitators_of,
    filter_offerings,
    find_offering,
    public_offerings,
)
from booking.offerings.services import Tier, archive_offering, save_offering
from booking.people.services import save_instructor

pytestmark = pytest.mark.django_db


def tier(slug: str, minor: int) -> Tier:
    return Tier(slug=slug, name=slug, price=Money(minor, "CHF"), vat_rate=Decimal("8.1"), scope="date")


@pytest.fixture
def ana(organization):
    member = save_member("ana@quiet.example", name="Ana Müller", role="instructor")
    return save_instructor(member, details={"slug": "ana", "name": "Ana Müller", "timezone": "Europe/Zurich"})


@pytest.fixture
def shelf(ana):
    save_offering(
        "flow",
        details={"kind": "class", "name": "Tuesday flow", "category": "movement", "delivery": "in_person"},
        facilitators=[ana],
        tags=["yoga", "evening"],
        tiers=[tier("drop-in", 2800), tier("reduced", 1800)],
    )
    save_offering(
        "piano",
        details={
            "kind": "appointment",
            "name": "Piano à quatre mains",
            "summary": "Große Stücke",
            "delivery": "online",
        },
        tags=["music"],
        tiers=[tier("lesson", 9800)],
    )
    save_offering("secret", details={"kind": "event", "name": "Secret", "visibility": "link"}, tiers=[tier("seat", 0)])
    save_offering(
        "hidden", details={"kind": "event", "name": "Hidden", "visibility": "hidden"}, tiers=[tier("seat", 0)]
    )
    save_offering("paused", details={"kind": "event", "name": "Paused", "is_active": False}, tiers=[tier("seat", 0)])
    archive_offering(save_offering("old", details={"kind": "event", "name": "Old"}, tiers=[tier("seat", 0)]))


def slugs(queryset) -> list[str]:
    return [offering.slug for offering in queryset]


def test_public_offerings_leave_out_what_is_not_public(shelf):
    assert slugs(public_offerings()) == ["flow", "piano"]


@pytest.mark.parametrize("count", [1, 3])
def test_public_offerings_cost_the_same_whatever_their_number(organization, ana, django_assert_num_queries, count):
    for n in range(count):
        save_offering(
            f"o{n}", details={"kind": "class", "name": f"O{n}"}, facilitators=[ana], tags=["a"], tiers=[tier("t", 100)]
        )
    with django_assert_num_queries(4):
        for offering in public_offerings():
            assert [person.slug for person in facilitators_of(offering)] == ["ana"]
            assert [variant.slug for variant in active_variants(offering)] == ["t"]
            assert [row.name for row in offering.tag_rows.all()] == ["a"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["flow", "piano"]),
        ({"kind": "class"}, ["flow"]),
        ({"category": "movement"}, ["flow"]),
        ({"delivery": "online"}, ["piano"]),
        ({"tag": "evening"}, ["flow"]),
        ({"tag": "Evening"}, []),
        ({"instructor": "ana"}, ["flow"]),
        ({"instructor": "nobody"}, []),
        ({"q": "TUESDAY"}, ["flow"]),
        ({"q": "muller flow"}, ["flow"]),
        ({"q": "a quatre"}, ["piano"]),
        ({"q": "GROSSE"}, ["piano"]),
        ({"q": "yoga piano"}, []),
        ({"q": "  "}, ["flow", "piano"]),
        ({"q": "%"}, ["flow", "piano"]),
        ({"price_min": 1801}, ["piano"]),
        ({"price_max": 1800}, ["flow"]),
        ({"price_min": 1800, "price_max": 9800}, ["flow", "piano"]),
        ({"price_max": 0}, []),
        ({"kind": "class", "q": "piano"}, []),
    ],
)
def test_filter_offerings_narrows_down(shelf, filters, found):
    assert slugs(filter_offerings(public_offerings(), **filters)) == found


def test_filter_offerings_ignores_a_tier_that_is_off_sale(shelf, ana):
    save_offering("flow", details={}, facilitators=[ana], tiers=[tier("drop-in", 2800)])
    assert slugs(filter_offerings(public_offerings(), price_max=1800)) == []
    assert [variant.slug for variant in active_variants(find_offering("flow", key=None))] == ["drop-in"]


def test_find_offering_opens_a_link_with_its_key_only(shelf):
    key = Offering.objects.get(slug="secret").link_key
    assert find_offering("secret", key=key).slug == "secret"
    for wrong in (None, "", key[:-1], key + "x"):
        with pytest.raises(NotFound):
            find_offering("secret", key=wrong)


@pytest.mark.parametrize("slug", ["hidden", "paused", "old", "none"])
def test_find_offering_knows_nothing_of_what_is_not_shown(shelf, slug):
    with pytest.raises(NotFound):
        find_offering(slug, key=None)


def test_facilitators_come_with_the_lead_first(shelf, ana):
    member = save_member("bob@quiet.example", name="Bob", role="instructor")
    bob = save_instructor(member, details={"slug": "bob", "name": "Bob", "timezone": "Europe/Oslo"})
    offering = save_offering("flow", details={}, facilitators=[bob, ana], tiers=[tier("drop-in", 2800)])
    assert facilitators_of(offering) == [bob, ana]
    assert facilitators_of(find_offering("flow", key=None)) == [bob, ana]
