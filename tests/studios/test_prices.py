"""Phases, discounts, rates and coupons stand in the studio file (PAY-8, PAY-9, CAT-11, PPL-1)."""

from pathlib import Path

import pytest

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering, Variant
from booking.people.models import Instructor
from booking.pricing.models import Coupon, PhasePlaces
from booking.studios.problems import StudioFileError
from booking.studios.services import export_studio, load_studio
from tests.studios.studio_files import changed

pytestmark = pytest.mark.django_db
PHASES = """\
      - slug: drop-in
        name: Drop-in
        price: "28.00"
        phases:
          - {name: Early bird, until: 2027-01-31, places: 10, price: "20.00"}
          - {name: Regular, until: 2027-03-31, percent: "0"}
          - {name: Late, price: "32.00"}
    discounts:
      - {kind: group, from: 3, percent: "10"}
      - {kind: connection, name: For friends, relation: vip, amount: "5.00"}
coupons:
  - {code: spring-10, percent: "10.5", from: 2027-03-01, until: 2027-05-31, limit: 100, per_customer: 1,
     minimum: "20.00", offerings: [flow], variants: [drop-in]}
  - {code: FIVE, amount: "5.00"}
"""
OLD = '      - {slug: drop-in, name: Drop-in, price: "28.00"}\n'
RATED = ("    name: Ana Keller\n", '    name: Ana Keller\n    profile: {hourly_rate: {single: "90.00"}}\n')
FROM_RATE = ("    name: Lesson\n", "    name: Lesson\n    price_from: rate\n")
PRICED = [(OLD, PHASES), RATED, FROM_RATE]


def load(*pairs: tuple[str, str], now) -> Organization:
    load_studio(changed(*pairs), base=Path("."), now=now)
    return Organization.objects.get(slug="quay")


def test_prices_are_loaded_and_written_again(db, now):
    quay = load(*PRICED, now=now)
    with acting_for(quay):
        assert Variant.objects.get(slug="drop-in").phases[0] == {
            "name": "Early bird",
            "from": None,
            "until": "2027-01-31",
            "places": 10,
            "price": 2000,
            "percent": None,
        }
        assert PhasePlaces.objects.values_list("name", "most_uses").get() == ("Early bird", 10)
        assert [row["name"] for row in Offering.objects.get(slug="flow").discounts] == ["Group discount", "For friends"]
        assert Instructor.objects.get().hourly_one_to_one == 9000
        assert list(Coupon.objects.order_by("pk").values_list("code", "key", "limit")) == [
            ("SPRING-10", "spring-10", 100),
            ("FIVE", "five", None),
        ]
    written = export_studio(quay)
    assert not load_studio(written.encode(), base=Path("."), now=now).has_changes
    assert export_studio(quay) == written


def test_a_coupon_that_is_left_out_holds_no_more(db, now):
    quay = load(*PRICED, now=now)
    report = load_studio(changed(), base=Path("."), now=now)
    assert report.counts["coupons"] == {"retired": 2}
    with acting_for(quay):
        assert set(Coupon.objects.values_list("is_active", flat=True)) == {False}


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('price: "32.00"', 'price: "32.00", percent: "1"', "offerings[1].variants[0].phases[2]"),
        ("until: 2027-01-31", "from: 2027-02-01, until: 2027-01-31", "offerings[1].variants[0].phases[0].from"),
        ("kind: group, from: 3", "kind: group", "offerings[1].discounts[0].from"),
        ("relation: vip", "relation: vip, from: 3", "offerings[1].discounts[1].from"),
        ("code: FIVE", "code: Spring-10", "coupons[1].code"),
        ("offerings: [flow]", "offerings: [nothing]", "coupons[0].offerings[0]"),
    ],
)
def test_prices_that_cannot_be_are_refused_where_they_stand(db, now, old, new, where):
    assert old in PHASES
    with pytest.raises(StudioFileError) as refused:
        load((OLD, PHASES.replace(old, new, 1)), now=now)
    assert [problem.path for problem in refused.value.problems] == [where]
