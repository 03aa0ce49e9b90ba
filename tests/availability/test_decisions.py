"""Firm, request or refused, with the reason in words (BKG-1, BKG-2)."""

import pytest

from booking.availability.rules import Decision, Mode, Outcome, Terms, decide, firm_from, terms_for
from booking.people.states import Relation

NOW, HOUR = 1_800_000_000, 3600


def outcome(terms, hours_ahead, *, relation=Relation.NONE, hours=Mode.FIRM):
    return decide(terms, relation=relation, start=NOW + int(hours_ahead * HOUR), now=NOW, hours=hours)


@pytest.mark.parametrize(
    ("terms", "hours_ahead", "relation", "hours", "expected"),
    [
        (Terms(), 24, "none", "firm", "firm"),
        (Terms(), 23.99, "none", "firm", "request"),
        (Terms(), 23.99, "vip", "firm", "request"),
        (Terms(firm=False), 100, "vip", "firm", "request"),
        (Terms(approval_for_strangers=True), 100, "none", "firm", "request"),
        (Terms(approval_for_strangers=True), 100, "requested", "firm", "request"),
        (Terms(approval_for_strangers=True), 100, "connected", "firm", "firm"),
        (Terms(approval_for_strangers=True), 100, "vip", "firm", "firm"),
        (Terms(approval_for_strangers=True), 3, "connected", "firm", "request"),
        (Terms(), 100, "vip", "request", "request"),
        (Terms(notice_hours=6), 5.99, "vip", "firm", "refused"),
        (Terms(notice_hours=6, firm=False), 5.99, "vip", "request", "refused"),
        (Terms(notice_hours=6), 6, "vip", "firm", "request"),
        (Terms(notice_hours=48), 48, "none", "firm", "firm"),
    ],
)
def test_decision_follows_the_rules(terms, hours_ahead, relation, hours, expected):
    found = outcome(terms, hours_ahead, relation=Relation(relation), hours=Mode(hours))
    assert found.outcome == expected
    assert bool(found.reason) == (expected != "firm")


def test_reasons_say_what_it_is_about():
    assert outcome(Terms(notice_hours=1), 0.5) == Decision(Outcome.REFUSED, "Bookings need at least 1 hour of notice.")
    assert outcome(Terms(), 2).reason == "Bookings within 24 hours of the start are confirmed by hand."


@pytest.mark.parametrize("relation", list(Relation))
@pytest.mark.parametrize("firm", [True, False])
@pytest.mark.parametrize("approval", [True, False])
@pytest.mark.parametrize("notices", [(0, 0), (24, 0), (2, 24)])
def test_a_whole_list_is_decided_like_each_of_it(relation, firm, approval, notices):
    terms = Terms(firm=firm, approval_for_strangers=approval, firm_notice_hours=notices[0], notice_hours=notices[1])
    first = firm_from(terms, relation=relation, now=NOW)
    for start in range(NOW - HOUR, NOW + 50 * HOUR, HOUR // 2):
        decided = decide(terms, relation=relation, start=start, now=NOW, hours=Mode.FIRM)
        assert (decided.outcome == Outcome.FIRM) == (first is not None and start >= first)


def test_the_first_rule_that_matches_counts_and_the_rest_falls_back():
    usual = Terms(firm=False, firm_notice_hours=12, per_day=5)
    rules = [
        {"kinds": ["appointment"], "relations": ["vip"], "firm": True},
        {"kinds": ["appointment"], "per_day": 1},
        {"relations": ["vip"], "firm_notice_hours": 0},
    ]
    found = {
        (kind, relation): terms_for(usual, rules, kind=kind, relation=Relation(relation))
        for kind in ("appointment", "workshop")
        for relation in ("none", "vip")
    }
    assert found == {
        ("appointment", "vip"): Terms(firm=True, firm_notice_hours=12, per_day=5),
        ("appointment", "none"): Terms(firm=False, firm_notice_hours=12, per_day=1),
        ("workshop", "vip"): Terms(firm=False, firm_notice_hours=0, per_day=5),
        ("workshop", "none"): usual,
    }
