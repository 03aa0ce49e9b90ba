"""Hours that say what they are for (SCH-3), and public holidays of a region."""

from datetime import date

import pytest

from booking.availability.rules import ANYTHING, Audience, Conditions, DeclaredHours, Mode, Window, Wish
from booking.availability.selectors import public_holidays, regions_of
from booking.people.states import Relation

MONDAY, TUESDAY = Window(0, 540, 720), Window(1, 540, 720)


def open_windows(conditions, wish):
    return bool(DeclaredHours("UTC", [(MONDAY, conditions)]).open_for(wish).weekly)


@pytest.mark.parametrize(
    ("audience", "relation", "is_open"),
    [
        ("everyone", "none", True),
        ("connected", "none", False),
        ("connected", "requested", False),
        ("connected", "connected", True),
        ("connected", "vip", True),
        ("vip", "connected", False),
        ("vip", "vip", True),
    ],
)
def test_hours_are_for_their_audience(audience, relation, is_open):
    conditions = Conditions(audience=Audience(audience))
    assert open_windows(conditions, Wish("lesson", relation=Relation(relation))) == is_open
    assert bool(conditions.refusal(Wish("lesson", relation=Relation(relation)))) != is_open


def test_hours_are_for_their_offerings_and_places():
    conditions = Conditions(places=("hall",), offerings=("lesson", "talk"))
    assert open_windows(conditions, Wish("lesson", "hall"))
    assert open_windows(conditions, Wish("lesson"))
    assert conditions.refusal(Wish("lesson", "barn")) == "These hours are for hall only."
    assert conditions.refusal(Wish("flow", "hall")) == "These hours are for lesson and talk only."


def test_firm_hours_are_those_that_are_not_on_request():
    hours = DeclaredHours("UTC", [(MONDAY, ANYTHING), (TUESDAY, Conditions(booking=Mode.REQUEST))])
    assert hours.open_for(Wish("lesson")).weekly == (MONDAY, TUESDAY)
    assert hours.firm_for(Wish("lesson")).weekly == (MONDAY,)
    assert DeclaredHours("UTC", [(MONDAY, ANYTHING)]).firm_for(Wish("lesson")) is None


def test_an_exception_replaces_its_day_for_whatever_it_is_for():
    day = date(2027, 3, 1)
    hours = DeclaredHours("UTC", [(MONDAY, ANYTHING)], {day: ((600, 660, Conditions(offerings=("lesson",))),)})
    assert hours.open_for(Wish("lesson")).exceptions == {day: ((600, 660),)}
    assert hours.open_for(Wish("flow")).exceptions == {day: ()}


@pytest.mark.parametrize("conditions", [ANYTHING, Conditions(("hall",), ("lesson",), Mode.REQUEST, Audience.VIP)])
def test_conditions_are_stored_and_read_again(conditions):
    assert Conditions.from_json(conditions.to_json()) == conditions
    assert ANYTHING.to_json() == {}


def test_a_region_has_its_own_public_holidays():
    labour_day = date(2027, 5, 1)
    assert labour_day not in public_holidays("CH", year=2027)
    assert public_holidays("CH", region="ZH", year=2027)[labour_day] == "Labor Day"
    assert public_holidays("XX", year=2027) == {}
    assert {"ZH", "TI"} <= regions_of("CH") and regions_of("XX") == frozenset()
