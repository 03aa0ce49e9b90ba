"""Codes, phases and discounts of bookings: what they take, how often, and what goes back (PAY-8, PAY-9, CAT-11)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from booking.core.consistency import find_faults
from booking.core.errors import Invalid
from booking.core.money import Money
from booking.offerings.models import Offering, Variant
from booking.payments.services import record_payment
from booking.people.models import Customer, Instructor
from booking.people.services import save_customer
from booking.people.states import Relation
from booking.people.viewers import STAFF, Viewer
from booking.pricing.errors import CodeRefused, PriceChanged
from booking.pricing.models import Coupon, PhasePlaces, Referral, Use
from booking.pricing.selectors import quote_for
from booking.pricing.services import save_coupon, save_phases, save_referral, take_uses
from booking.pricing.terms import Claim
from booking.reservations.services import book, cancel_booking, expire_booking, hold_booking
from tests.reservations.conftest import PAID

TENTH = {"percent": Decimal(10)}
PHASE = {"from": None, "until": None, "places": None, "price": None, "percent": None}


def phases(*given: dict) -> Variant:
    """The class has these price phases from now on."""
    variant = Variant.objects.get(offering__slug="tuesday-flow")
    variant.phases = [{**PHASE, **phase} for phase in given]
    variant.save()
    save_phases([variant])
    return variant


def lines_of(booking) -> list[tuple[str, int]]:
    rows = booking.order.lines.order_by("position")
    return [(row.description, row.total) for row in rows]


def refusal(request, now) -> str:
    with pytest.raises(CodeRefused) as refused:
        hold_booking(request, now=now)
    assert refused.value.fields == {"coupon": [refused.value.detail]}
    return refused.value.detail


def test_a_coupon_stands_on_the_order_as_a_line_of_its_own(ask, now):
    save_coupon("Spring-10", details={**TENTH, "limit": 2})
    booking = book(ask("tuesday-flow", quantity=2, coupon=" sPRING-10 "), **PAID, now=now).booking
    assert lines_of(booking) == [("Tuesday flow: Drop-in", 5600), ("Promotion code Spring-10", -560)]
    assert (booking.order.total, booking.has_uses, Coupon.objects.latest("pk").used) == (5040, True, 1)
    assert find_faults(booking.organization, now=now) == []


def test_what_a_hold_has_used_comes_back_when_it_expires_or_is_cancelled_unpaid(ask, now):
    save_coupon("ONE", details={**TENTH, "limit": 1})
    held = hold_booking(ask("tuesday-flow", coupon="one"), now=now).booking
    assert refusal(ask("tuesday-flow", coupon="one", email="b@example.com"), now) == "This code has been used up."
    expire_booking(held, now=now + timedelta(minutes=11))
    booking = book(ask("tuesday-flow", coupon="one", email="b@example.com"), **PAID, now=now).booking
    assert Coupon.objects.latest("pk").used == 1
    cancel_booking(booking, actor="customer", now=now)
    cancel_booking(booking, actor="customer", now=now)
    assert (Coupon.objects.latest("pk").used, Use.objects.filter(given_back_at=None).count()) == (0, 0)
    assert find_faults(booking.organization, now=now) == []


def test_what_was_paid_for_stays_used(ask, now):
    save_coupon("ONE", details={**TENTH, "limit": 1})
    booking = book(ask("tuesday-flow", coupon="one"), **PAID, now=now).booking
    record_payment(booking.order.payments.get(), amount=booking.order.total, actor="staff", now=now)
    cancel_booking(booking, actor="customer", now=now)
    assert Coupon.objects.latest("pk").used == 1
    assert find_faults(booking.organization, now=now) == []


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"starts_on": date(2027, 1, 5)}, "This code holds from 5 January 2027 on."),
        ({"ends_on": date(2027, 1, 3)}, "This code expired on 3 January 2027."),
        ({"offerings": ["coaching"]}, "This code is not for what you chose."),
        ({"variants": ["single"]}, "This code is not for what you chose."),
        ({"minimum": 2801}, "This code is for purchases of CHF 28.01 or more."),
        ({"limit": 0}, "This code has been used up."),
    ],
)
def test_codes_are_refused_with_the_reason(ask, now, details, sentence):
    save_coupon("NO", details={**TENTH, **details})
    assert refusal(ask("tuesday-flow", coupon="no"), now) == sentence
    assert Use.objects.count() == 0


def test_days_of_a_code_are_those_of_the_studio(ask):
    save_coupon("TODAY", details={**TENTH, "starts_on": date(2027, 1, 5), "ends_on": date(2027, 1, 5)})
    before, first = datetime(2027, 1, 4, 22, 59, tzinfo=UTC), datetime(2027, 1, 4, 23, 0, tzinfo=UTC)
    assert refusal(ask("tuesday-flow", coupon="today"), before) == "This code holds from 5 January 2027 on."
    assert hold_booking(ask("tuesday-flow", coupon="today"), now=first).booking.order.total == 2520


def test_unknown_codes_and_codes_for_what_is_free_are_refused(ask, now):
    save_coupon("ALL", details=TENTH)
    assert refusal(ask("tuesday-flow", coupon="nonsense"), now) == "We do not know this code."
    assert refusal(ask("open-circle", coupon="all"), now) == "This is free already: leave the code out."


def test_a_customer_uses_a_code_as_often_as_allowed(ask, now):
    save_coupon("TWICE", details={**TENTH, "most_per_customer": 2})
    for _ in range(2):
        book(ask("tuesday-flow", coupon="twice"), **PAID, now=now)
    words = "This code can be used 2 times per customer, and you have used it that often."
    assert refusal(ask("tuesday-flow", coupon="twice", email="EVE@example.com"), now) == words
    book(ask("tuesday-flow", coupon="twice", email="b@example.com"), **PAID, now=now)
    assert Coupon.objects.latest("pk").used == 3


def test_the_limit_per_customer_counts_again_behind_the_code(ask, now):
    """What was looked at before may be old by the time it is taken."""
    save_coupon("ONCE", details={**TENTH, "most_per_customer": 1})
    booking = book(ask("tuesday-flow", coupon="once"), **PAID, now=now).booking
    with pytest.raises(CodeRefused):
        claim = Claim("coupon", "once")
        take_uses([claim], variant=booking.variant, customer=booking.customer, purchase="X", now=now)


def test_a_code_that_makes_it_free_leaves_nothing_to_pay(ask, now):
    save_coupon("GIFT", details={"amount": 5000})
    booking = book(ask("tuesday-flow", coupon="gift"), provider="free", actor="customer", now=now).booking
    assert (booking.order.total, booking.order.status) == (0, "paid")


def test_a_referral_is_for_new_people_and_owes_its_owner_a_reward(ask, now):
    owner = save_customer(name="Olga", email="olga@example.com", now=now)
    save_referral(owner, code="FROM-OLGA", details={"amount": 500, "reward": 1000, "most_uses": 5})
    own = refusal(ask("tuesday-flow", coupon="from-olga", email="olga@example.com"), now)
    assert own == "This is your own code: it is for people you recommend us to."
    booking = book(ask("tuesday-flow", coupon="from-olga"), **PAID, now=now).booking
    assert lines_of(booking)[1:] == [("Recommended with FROM-OLGA", -500)]
    assert Use.objects.values_list("referral__customer__email", "reward").get() == ("olga@example.com", 1000)
    again = refusal(ask("tuesday-flow", coupon="from-olga"), now)
    assert again == "This code is for people who book here for the first time."
    assert Referral.objects.get().used == 1


def test_a_referral_code_belongs_to_one(organization, now):
    save_coupon("TAKEN", details=TENTH)
    owner = save_customer(name="Olga", email="olga@example.com", now=now)
    with pytest.raises(Invalid):
        save_referral(owner, code="taken", details={"amount": 500})


def test_early_birds_pay_less_until_the_day_or_the_places_are_over(ask, now):
    early = {"name": "Early bird", "until": "2027-01-06", "places": 2, "price": 2000}
    phases(early, {"name": "Late", "from": "2027-01-08", "percent": "0", "price": None, "places": None})
    two = book(ask("tuesday-flow", quantity=2), **PAID, now=now).booking
    assert lines_of(two) == [("Tuesday flow: Drop-in", 5600), ("Early bird", -1600)]
    assert lines_of(book(ask("tuesday-flow"), **PAID, now=now).booking) == [("Tuesday flow: Drop-in", 2800)]
    cancel_booking(two, actor="customer", now=now)
    assert PhasePlaces.objects.get().used == 0
    assert quote_for(ask("tuesday-flow").sale(now=now)).total == Money(2000, "CHF")
    assert quote_for(ask("tuesday-flow").sale(now=now + timedelta(days=3))).total == Money(2800, "CHF")
    assert quote_for(ask("tuesday-flow", quantity=3).sale(now=now)).total == Money(8400, "CHF")
    assert find_faults(two.organization, now=now) == []


def test_the_last_places_of_a_phase_are_not_sold_twice(ask, now):
    variant = phases({"name": "Early bird", "places": 1, "price": 2000})
    late = quote_for(ask("tuesday-flow").sale(now=now))
    book(ask("tuesday-flow", email="b@example.com"), **PAID, now=now)
    with pytest.raises(PriceChanged):
        customer = Customer.objects.get(email="b@example.com")
        take_uses(late.claims, variant=variant, customer=customer, purchase="X", now=now)


def test_fewer_places_than_were_taken_close_a_phase(ask, now):
    phases({"name": "Early bird", "places": 3, "price": 2000})
    book(ask("tuesday-flow", quantity=2), **PAID, now=now)
    phases({"name": "Early bird", "places": 1, "price": 2000})
    assert quote_for(ask("tuesday-flow").sale(now=now)).total == Money(2800, "CHF")


def test_friends_groups_and_packages_pay_less(ask, now):
    none = {"name": "Less", "from": None, "relation": "", "percent": "10", "amount": None}
    kinds = [{"kind": "group", "from": 2}, {"kind": "connection"}, {"kind": "package", "from": 4}]
    Offering.objects.filter(slug="coaching").update(
        discounts=[{**none, **kind, "name": kind["kind"]} for kind in kinds]
    )
    ana = Instructor.objects.get(slug="ana-keller")
    friend = Viewer(((ana.pk, Relation.CONNECTED),), link="X")
    asked = ask("coaching", variant="pack-4", viewer=friend)
    assert [row.description for row in quote_for(asked.sale(now=now)).adjustments] == ["connection", "package"]
    assert quote_for(ask("coaching", viewer=STAFF).sale(now=now)).adjustments == ()


@pytest.mark.parametrize(("capacity", "total"), [(1, 9000), (4, 5250)])
def test_a_rate_prices_the_length_where_the_offering_says_so(ask, now, capacity, total):
    """120 an hour alone and 70 for each of a group, for 45 minutes (PPL-1)."""
    Offering.objects.filter(slug="coaching").update(price_from="rate", capacity=capacity)
    made = quote_for(ask("coaching", length=45).sale(now=now))
    assert (made.total.minor, made.lines[0].quantity) == (total, 1)
    assert quote_for(ask("coaching", variant="pack-4", length=45).sale(now=now)).total.minor == 4 * total


def test_an_older_single_rate_stands_in_for_the_one_that_is_missing(ask, now):
    Offering.objects.filter(slug="coaching").update(price_from="rate")
    ana = Instructor.objects.filter(slug="ana-keller")
    ana.update(rate_one_to_one=None, rate_single=10000)
    assert quote_for(ask("coaching").sale(now=now)).total.minor == 10000
    ana.update(rate_single=None)
    assert quote_for(ask("coaching").sale(now=now)).total.minor == 12000


def test_a_plain_price_asks_the_database_nothing(ask, now, django_assert_num_queries):
    sale = ask("coaching").sale(now=now)
    with django_assert_num_queries(0):
        quote_for(sale)
