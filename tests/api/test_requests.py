"""Requests through the API: asking, listing, answering (BKG-4)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from booking.accounts.models import Membership
from booking.accounts.services import make_token
from booking.availability.models import Schedule
from booking.offerings.models import Offering
from tests.api.conftest import assert_problem, assert_shape, holding
from tests.conftest import NOW

REQUESTS = "/api/v1/requests/"


@pytest.fixture
def on_request(studio):
    """Everybody is asked before anything is booked."""
    Schedule.objects.update(firm=False)


@pytest.fixture
def staff_api(studio):
    """A client with a token of the member of Harbour Studio with that name before the @."""

    def make(name: str) -> Client:
        membership = Membership.objects.get(user__email=f"{name}@harbour.example")
        _, secret = make_token(membership, name="test", scopes=["*"], expires_at=NOW + timedelta(days=1), now=NOW)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


def answer(api, made, verb, body=None):
    return api.post(f"/api/v1/bookings/{made['reference']}/{verb}/", body or {}, content_type="application/json")


def test_slots_say_what_is_on_request(on_request, api):
    found = api.get("/api/v1/offerings/coaching/slots/?from=2027-01-18&to=2027-01-18&timezone=UTC").json()["slots"]
    assert {slot["booking"] for slot in found} == {"request"}


def test_booking_a_time_on_request_asks_for_it(on_request, book):
    made = book()
    assert (made["type"], made["status"]) == ("request", "requested")
    assert made["request"] == {
        "asked_at": "2027-01-04T09:00:00+01:00",
        "answer_by": "2027-01-06T09:00:00+01:00",
        "proposals": [],
        "messages": [],
    }
    assert made["payment"] == {"provider": "transfer", "status": "pending", "next": None}


def test_requests_are_listed_by_deadline(on_request, book, staff_api):
    late, soon = book(), book(starts_at="2027-01-05T09:00:00+01:00", customer={"name": "Max", "email": "m@x.example"})
    document = staff_api("owner").get(REQUESTS).json()
    assert_shape(document, "RequestPage")
    assert [row["reference"] for row in document["results"]] == [soon["reference"], late["reference"]]
    assert document["results"][0]["customer"] == {"name": "Max", "email": "m@x.example", "phone": ""}
    assert document["results"][0]["manage_url"].endswith(f"/admin/studio/requests/{soon['reference']}/")
    assert staff_api("owner").get(f"{REQUESTS}?state=answered").json()["results"] == []


def test_instructors_see_what_is_asked_of_them(on_request, book, staff_api):
    made = book()
    seen = {name: staff_api(name).get(REQUESTS).json()["results"] for name in ("ana", "ben")}
    assert {name: [row["reference"] for row in rows] for name, rows in seen.items()} == {
        "ana": [made["reference"]],
        "ben": [],
    }
    assert_problem(answer(staff_api("ben"), made, "approve"), status=404, code="not_found")


def test_approving_confirms_and_the_second_is_told_what_is_free(on_request, book, staff_api):
    first, second = book(), book(customer={"name": "Max", "email": "m@x.example"})
    ana = staff_api("ana")
    for _ in "12":
        said = answer(ana, first, "approve")
        assert (said.status_code, said.json()["status"]) == (200, "confirmed")
    document = assert_problem(answer(ana, second, "approve"), status=409, code="slot_taken")
    assert document["starts_at"] == ["2027-01-18T09:00:00+01:00"]
    assert [datetime.fromisoformat(slot["start"]).date().isoformat() for slot in document["alternatives"]]
    assert [row["reference"] for row in ana.get(REQUESTS).json()["results"]] == [second["reference"]]
    assert [row["status"] for row in ana.get(f"{REQUESTS}?state=answered").json()["results"]] == ["confirmed"]


def test_declining_needs_a_reason(on_request, book, staff_api, api):
    made = book()
    assert_problem(answer(staff_api("ana"), made, "decline"), status=422, code="validation")
    assert answer(staff_api("ana"), made, "decline", {"reason": "Away."}).json()["status"] == "declined"
    assert_problem(answer(staff_api("ana"), made, "approve"), status=409, code="already_done")
    shown = api.get(f"/api/v1/bookings/{made['reference']}/", headers=holding(made["token"])).json()
    assert (shown["status"], shown["request"]["answer_by"]) == ("declined", None)


def test_holders_do_not_answer_their_own_request(on_request, book, api):
    made = book()
    said = api.post(
        f"/api/v1/bookings/{made['reference']}/approve/",
        {},
        content_type="application/json",
        headers=holding(made["token"]),
    )
    assert said.status_code == 401


def test_places_of_an_offering_that_wants_approval_are_requests(api, class_body):
    Offering.objects.filter(slug="tuesday-flow").update(approval=True)
    made = api.post("/api/v1/bookings/", class_body(), content_type="application/json").json()
    assert (made["type"], made["status"]) == ("request", "requested")


def test_a_proposed_time_is_accepted_in_one_step(on_request, book, staff_api, api):
    made = book()
    times = ["2027-01-19T09:00:00+01:00", "2027-01-19T13:00:00+01:00"]
    shown = answer(staff_api("ana"), made, "propose", {"starts_at": times}).json()
    assert_shape(shown, "Booking")
    assert [(p["start"], p["by"], p["status"]) for p in shown["request"]["proposals"]] == [
        (time, "staff", "open") for time in times
    ]
    holder = Client(headers=holding(made["token"]))
    for _ in "12":
        accepted = answer(holder, made, "accept", {"starts_at": times[1]}).json()
        assert (accepted["status"], accepted["sessions"][0]["start"]) == ("confirmed", times[1])
    assert [p["status"] for p in accepted["request"]["proposals"]] == ["ended", "accepted"]
    assert_problem(answer(holder, made, "accept", {"starts_at": times[0]}), status=409, code="already_done")


def test_customers_propose_in_return(on_request, book, staff_api):
    made = book()
    holder = Client(headers=holding(made["token"]))
    assert_problem(
        answer(holder, made, "propose", {"starts_at": "2027-01-19T22:00:00+01:00"}), status=409, code="slot_taken"
    )
    assert answer(holder, made, "propose", {"starts_at": "2027-01-19T09:00:00+01:00"}).status_code == 200
    assert_problem(
        answer(holder, made, "accept", {"starts_at": "2027-01-19T09:00:00+01:00"}), status=422, code="validation"
    )
    said = answer(staff_api("ana"), made, "accept", {"starts_at": "2027-01-19T09:00:00+01:00"})
    assert said.json()["status"] == "confirmed"


def test_proposed_times_are_declined(on_request, book, staff_api):
    made = book()
    answer(staff_api("ana"), made, "propose", {"starts_at": "2027-01-19T09:00:00+01:00"})
    shown = answer(Client(headers=holding(made["token"])), made, "decline-times").json()
    assert (shown["status"], shown["request"]["proposals"][0]["status"]) == ("requested", "declined")


def test_questions_are_asked_and_answered(on_request, book, staff_api):
    made = book()
    holder = Client(headers=holding(made["token"]))
    assert answer(holder, made, "ask", {"text": "May I?"}).status_code == 401
    answer(staff_api("ana"), made, "ask", {"text": "First time?"})
    shown = answer(holder, made, "answer", {"text": "Yes."}).json()
    assert [(m["by"], m["text"]) for m in shown["request"]["messages"]] == [
        ("staff", "First time?"),
        ("customer", "Yes."),
    ]


def test_the_same_key_proposes_once(on_request, book, staff_api):
    made, ana = book(), staff_api("ana")
    address = f"/api/v1/bookings/{made['reference']}/propose/"
    sent = {"content_type": "application/json", "headers": {"Idempotency-Key": "k"}}
    body = {"starts_at": "2027-01-19T09:00:00+01:00"}
    assert ana.post(address, body, **sent).json() == ana.post(address, body, **sent).json()
    other = ana.post(address, {"starts_at": "2027-01-19T10:00:00+01:00"}, **sent)
    assert_problem(other, status=422, code="validation")
