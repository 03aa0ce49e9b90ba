"""Free times and dates (DESIGN §4)."""

from datetime import timedelta

import pytest

from booking.core.clock import frozen_at
from booking.scheduling.models import Session
from tests.api.conftest import assert_problem, assert_shape

SLOTS = "/api/v1/offerings/coaching/slots/"
DATES = "/api/v1/offerings/tuesday-flow/sessions/"


def test_slots_show_the_days_of_the_zone_asked_for(api):
    answer = api.get(f"{SLOTS}?from=2027-01-12&to=2027-01-14&timezone=America/New_York").json()
    assert_shape(answer, "Slots")
    assert answer["timezone"] == "America/New_York"
    assert answer["days"] == {"2027-01-12": 15, "2027-01-14": 15}
    assert answer["slots"][0] == {
        "start": "2027-01-12T03:00:00-05:00",
        "end": "2027-01-12T04:00:00-05:00",
        "instructor": "ana-keller",
        "booking": "firm",
    }


def test_slots_without_a_zone_are_on_the_studio_clock(api):
    answer = api.get(f"{SLOTS}?from=2027-01-12&to=2027-01-12").json()
    assert (answer["timezone"], answer["slots"][0]["start"]) == ("Europe/Zurich", "2027-01-12T09:00:00+01:00")


def test_slots_of_one_instructor(api):
    path = "/api/v1/offerings/lesson/slots/?from=2027-01-12&to=2027-01-12"
    everybody = api.get(path).json()["slots"]
    ben = api.get(f"{path}&instructor=ben-lind").json()["slots"]
    assert {slot["instructor"] for slot in everybody} == {"ana-keller", "ben-lind"}
    assert ben == [slot for slot in everybody if slot["instructor"] == "ben-lind"]


@pytest.mark.parametrize(("query", "minutes"), [("", 30), ("&length=60", 60), ("&variant=single", 30)])
def test_slots_have_the_length_asked_for(api, query, minutes):
    slot = api.get(f"/api/v1/offerings/lesson/slots/?from=2027-01-12&to=2027-01-12{query}").json()["slots"][0]
    assert slot["end"] == f"2027-01-12T{'09:30' if minutes == 30 else '10:00'}:00+01:00"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "from"),
        ("from=2027-01-12", "to"),
        ("from=2027-01-12&to=2027-01-11", "to"),
        ("from=2027-01-01&to=2027-03-04", "to"),
        ("from=2027-01-12&to=2027-01-12&timezone=Europe", "timezone"),
        ("from=2027-01-12&to=2027-01-12&timezone=../../etc/passwd", "timezone"),
        ("from=2027-01-12&to=2027-01-12&instructor=ben-lind", "instructor"),
        ("from=2027-01-12&to=2027-01-12&variant=gold", "variant"),
        ("from=2027-01-12&to=2027-01-12&length=45", "length"),
    ],
)
def test_slots_explain_what_cannot_be(api, query, field):
    document = assert_problem(api.get(f"{SLOTS}?{query}"), status=422, code="validation")
    assert sorted(document["fields"])[0] == field


@pytest.mark.parametrize(
    "query",
    [
        "from=tomorrow&to=2027-01-12",
        "from=2027-13-12&to=2027-01-12",
        "from=9999-12-31&to=9999-12-31",
        "from=0001-01-01&to=2027-01-01",
        "from=2027-01-12&to=2027-01-12&length=1.5",
        "from=2027-01-12&to=2027-01-12&length=99999999999999999999",
        "from=2027-01-12T10:00&to=2027-01-12",
        "from=20270112&to=20270113",
    ],
)
def test_slots_refuse_malformed_parameters(api, query):
    assert_problem(api.get(f"{SLOTS}?{query}"), status=400, code="malformed")


def test_the_longest_range_of_slots_is_answered(api):
    assert api.get(f"{SLOTS}?from=2027-01-01&to=2027-03-03").status_code == 200
    assert api.get(f"{SLOTS}?from=2100-12-31&to=2100-12-31").json()["slots"] == []
    assert api.get(f"{SLOTS}?from=2000-01-01&to=2000-01-01").json()["slots"] == []


def test_each_way_of_booking_names_the_other(api):
    slots = api.get("/api/v1/offerings/tuesday-flow/slots/?from=2027-01-12&to=2027-01-12")
    assert_problem(slots, status=422, code="validation")
    assert_problem(api.get("/api/v1/offerings/coaching/sessions/"), status=422, code="validation")


def test_sessions_stay_at_six_across_the_clock_change(api):
    answer = api.get(f"{DATES}?from=2027-03-23&to=2027-03-30").json()
    assert_shape(answer, "SessionPage")
    assert [row["start"] for row in answer["results"]] == ["2027-03-23T18:00:00+01:00", "2027-03-30T18:00:00+02:00"]


def test_sessions_follow_the_zone_asked_for(api):
    row = api.get(f"{DATES}?from=2027-01-05&to=2027-01-05&timezone=Asia/Tokyo").json()
    assert row["results"] == []
    row = api.get(f"{DATES}?from=2027-01-06&to=2027-01-06&timezone=Asia/Tokyo").json()["results"][0]
    assert (row["start"], row["timezone"]) == ("2027-01-06T02:00:00+09:00", "Europe/Zurich")


def test_sessions_page_there_and_back_in_order_of_time(api):
    whole = [row["reference"] for row in api.get(f"{DATES}?page_size=100").json()["results"]]
    pages, url = [], f"{DATES}?page_size=20"
    while url:
        page = api.get(url).json()
        pages.append([row["reference"] for row in page["results"]])
        url = page["next"]
    assert (len(pages), sum(pages, [])) == (3, whole)
    assert [row["reference"] for row in api.get(page["previous"]).json()["results"]] == pages[1]


def test_sessions_that_began_are_gone(api, now):
    first = Session.objects.filter(offering__slug="tuesday-flow").earliest("starts_at")
    with frozen_at(first.starts_at + timedelta(minutes=1)):
        references = [row["reference"] for row in api.get(f"{DATES}?from=2027-01-01").json()["results"]]
    assert first.reference not in references


@pytest.mark.parametrize("query", ["from=2027-02-01&to=2027-01-01", "from=2027-01-01&to=2028-12-31"])
def test_sessions_explain_what_cannot_be(api, query):
    assert_problem(api.get(f"{DATES}?{query}"), status=422, code="validation")


def test_sessions_of_the_past_are_none(api):
    assert api.get(f"{DATES}?to=2026-01-01").json()["results"] == []
