"""Reading what can be booked (DESIGN §4)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.offerings.models import Offering
from tests.api.conftest import assert_problem, assert_shape

FIELDS = """slug name kind summary description category tags delivery visibility books length lengths facilitators place
variants form policy next_sessions approval registration_opens registration_deadline prerequisites
allow_weekly term_start term_end schedule_note"""
MALFORMED = [
    "colour=red", "kind=dance", "delivery=carrier", "price_min=cheap", "price_min=1e3", "price_min=-1",
    "price_max=1.234", "price_max=٣", "price_min=99999999999999999999", "kind=class&kind=event", "page_size=many",
    "page_size=-1", "cursor=abc", "format=xml",
]  # fmt: skip


def slugs(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["slug"] for row in answer.json()["results"]]


def test_offerings_lists_what_is_public(api):
    answer = api.get("/api/v1/offerings/")
    assert slugs(answer) == ["coaching", "lesson", "tuesday-flow", "open-circle", "june-retreat"]
    assert_shape(answer.json(), "OfferingPage")


def test_offering_has_exactly_the_agreed_fields(api):
    offering = api.get("/api/v1/offerings/coaching/").json()
    assert_shape(offering, "Offering")
    assert sorted(offering) == sorted(FIELDS.split())
    assert offering["variants"][1] == {
        "slug": "pack-4",
        "name": "Four sessions",
        "description": "",
        "price": {"amount": "440.00", "currency": "CHF"},
        "regular_price": {"amount": "440.00", "currency": "CHF"},
        "phase": None,
        "price_per": "lesson",
        "sessions": 4,
        "scope": "pack",
        "deposit": {"amount": "140.00", "currency": "CHF"},
        "credits": 0,
        "credit_price": None,
        "credits_most": None,
        "length": None,
        "participant_type": None,
        "payment_methods": ["transfer", "on_site"],
    }
    assert offering["facilitators"] == [{"slug": "ana-keller", "name": "Ana Keller"}]
    assert offering["form"]["questions"][2] == {
        "slug": "level",
        "type": "choice",
        "label": "Level",
        "help": "",
        "required": False,
        "options": ["beginner", "regular", "advanced"],
    }
    assert offering["policy"]["late_cancel_fee"] == {"amount": "20.00", "currency": "CHF"}


def test_session_shows_the_studio_clock_and_the_places(api):
    session = api.get("/api/v1/offerings/tuesday-flow/").json()["next_sessions"][0]
    assert session["start"] == "2027-01-05T18:00:00+01:00"
    assert session["end"] == "2027-01-05T19:15:00+01:00"
    assert (session["timezone"], session["capacity"], session["places_left"]) == ("Europe/Zurich", 5, 5)
    assert (session["waitlist_open"], session["price"]) == (False, {"amount": "28.00", "currency": "CHF"})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=class", ["tuesday-flow"]),
        ("category=coaching", ["coaching"]),
        ("tag=yoga", ["tuesday-flow"]),
        ("instructor=ana-keller", ["coaching", "lesson", "june-retreat"]),
        ("delivery=online", ["lesson"]),
        ("q=LAKE", ["june-retreat"]),
        ("price_max=28", ["tuesday-flow", "open-circle"]),
        ("price_min=60&price_max=120.00", ["coaching", "lesson"]),
        ("kind=appointment&instructor=ben-lind", ["lesson"]),
        ("tag=nobody", []),
        ("q=&kind=", ["coaching", "lesson", "tuesday-flow", "open-circle", "june-retreat"]),
    ],
)
def test_offerings_narrow_down(api, query, found):
    assert slugs(api.get(f"/api/v1/offerings/?{query}")) == found


@pytest.mark.parametrize(
    "query",
    MALFORMED,
)
def test_offerings_refuse_unknown_and_malformed_filters(api, query):
    document = assert_problem(api.get(f"/api/v1/offerings/?{query}"), status=400, code="malformed")
    name = query.partition("=")[0]
    assert name in document["detail"]


def test_offerings_page_there_and_back(api):
    first = api.get("/api/v1/offerings/?page_size=2").json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    pages = [[row["slug"] for row in page["results"]] for page in (first, second, third)]
    assert pages == [["coaching", "lesson"], ["tuesday-flow", "open-circle"], ["june-retreat"]]
    assert (first["previous"], third["next"]) == (None, None)
    back = api.get(third["previous"]).json()
    assert [row["slug"] for row in back["results"]] == pages[1]
    start = api.get(back["previous"]).json()
    assert [row["slug"] for row in start["results"]] == pages[0]
    assert start["previous"] is None


def test_a_cursor_of_another_list_is_refused(api):
    cursor = api.get("/api/v1/offerings/?page_size=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert_problem(api.get(f"/api/v1/instructors/?cursor={cursor}"), status=400, code="malformed")


@pytest.mark.parametrize("kept", [["tuesday-flow"], ["tuesday-flow", "open-circle", "june-retreat"]])
def test_offerings_cost_the_same_number_of_queries(api, kept):
    Offering.objects.exclude(slug__in=kept).update(is_active=False)
    with CaptureQueriesContext(connection) as queries:
        assert slugs(api.get("/api/v1/offerings/")) == kept
    assert len(queries) == 12


def test_by_link_needs_its_key_and_hidden_is_nowhere(api):
    key = Offering.objects.get(slug="by-link").link_key
    assert api.get(f"/api/v1/offerings/by-link/?key={key}").json()["visibility"] == "link"
    assert api.get(f"/api/v1/offerings/by-link/sessions/?key={key}").status_code == 200
    answers = [api.get(f"/api/v1/offerings/{path}") for path in ("by-link/", "by-link/?key=x", "secret/", "nothing/")]
    for answer in answers:
        assert_problem(answer, status=404, code="not_found")
    assert len({answer.content for answer in answers}) == 1
