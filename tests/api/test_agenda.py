"""PPL-5 through the API: what is coming, and the quick form of a group event."""

import pytest

from booking.accounts.models import Membership
from booking.accounts.services import withdraw_creating
from booking.audit.models import AuditRecord
from booking.offerings.models import Offering
from tests.api.conftest import assert_problem, assert_shape

AGENDA = "/api/v1/agenda/"
EVENTS = "/api/v1/events/"
WEEK = {"from": "2027-01-04", "to": "2027-01-10"}
CIRCLE = {
    "title": "Full moon circle",
    "starts_at": "2027-03-12T19:00:00+01:00",
    "minutes": 90,
    "capacity": 14,
    "price": "35.00",
    "tags": ["circle"],
}


@pytest.fixture
def announce(api, bearer):
    def run(who="ben", key="", **changes):
        headers = {**bearer(who), **({"Idempotency-Key": key} if key else {})}
        return api.post(EVENTS, {**CIRCLE, **changes}, content_type="application/json", headers=headers)

    return run


@pytest.fixture
def agenda(api, bearer):
    def run(who="owner", **query):
        return api.get(AGENDA, {**WEEK, **query}, headers=bearer(who))

    return run


def test_the_agenda_tells_appointments_from_groups(api, agenda, body):
    made = api.post("/api/v1/bookings/", body(), content_type="application/json").json()
    alone = agenda(what="appointments", to="2027-01-31")
    assert_shape(alone.json(), "DatePage")
    assert [row["reference"] for row in alone.json()["results"]] == [row["reference"] for row in made["sessions"]]
    groups = agenda(what="groups", to="2027-01-31").json()["results"]
    both = agenda(to="2027-01-31").json()["results"]
    assert len(both) == len(groups) + 1
    assert [row["start"] for row in both] == sorted(row["start"] for row in both)


def test_instructors_see_their_own_and_managers_filter(api, agenda, body):
    anas = api.post("/api/v1/bookings/", body(), content_type="application/json").json()["sessions"]
    own = agenda("ben", to="2027-01-31").json()["results"]
    assert {row["offering"] for row in own} == {"tuesday-flow"}
    assert own == agenda(instructor="ben-lind", to="2027-01-31").json()["results"]
    hers = agenda("ana", to="2027-01-31").json()["results"]
    assert [row["reference"] for row in hers] == [row["reference"] for row in anas]
    assert agenda(status="cancelled", to="2027-01-31").json()["results"] == []


@pytest.mark.parametrize("query", [{"what": "parties"}, {"from": "yesterday"}, {"to": "2027-12-31"}, {"color": "red"}])
def test_a_wrong_question_is_refused(agenda, query):
    assert agenda(**query).status_code in (400, 422)


def test_an_event_is_announced_once_and_can_be_booked(api, announce):
    answers = [announce(key="moon") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].content
    assert answers[0].json() == answers[1].json()
    made = answers[0].json()
    assert_shape(made, "Date")
    assert (made["offering"], made["capacity"], made["start"]) == ("full-moon-circle", 14, CIRCLE["starts_at"])
    assert made["facilitators"] == [{"slug": "ben-lind", "name": "Ben Lind"}]
    shown = api.get("/api/v1/offerings/full-moon-circle/").json()
    assert (shown["kind"], shown["tags"], shown["visibility"]) == ("event", ["circle"], "public")
    assert shown["variants"][0]["price"] == {"amount": "35.00", "currency": "CHF"}
    booking = {
        "offering": "full-moon-circle",
        "variant": "place",
        "session": made["reference"],
        "timezone": "Europe/Zurich",
        "customer": {"name": "Eve", "email": "eve@example.com"},
        "payment": {"provider": "transfer"},
    }
    assert api.post("/api/v1/bookings/", booking, content_type="application/json").status_code == 201
    assert AuditRecord.objects.filter(action="event.announced", subject_reference="full-moon-circle").count() == 1


def test_a_second_event_of_that_title_has_its_own_name(announce):
    announce()
    later = announce(starts_at="2027-04-12T19:00:00+02:00")
    assert later.json()["offering"] == "full-moon-circle-2"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_is_busy_then_announces_nothing(announce):
    announce()
    assert_problem(announce(title="Another"), status=409, code="slot_taken")
    assert not Offering.objects.filter(slug="another").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2026-03-12T19:00:00+01:00"}, "starts_at"),
        ({"starts_at": "2027-10-31T02:30:00+01:00"}, "starts_at"),
        ({"starts_at": "2027-03-12T19:00:30+01:00"}, "starts_at"),
        ({"price": "35.001"}, "price"),
        ({"price": 35}, "price"),
        ({"minutes": 0}, "minutes"),
        ({"capacity": 0}, "capacity"),
        ({"title": " "}, "title"),
        ({"visibility": "tiers"}, "visibility"),
        ({"instructor": "ana-keller"}, "instructor"),
        ({"owner": "me"}, "owner"),
    ],
)
def test_what_cannot_be_announced_is_told(announce, changes, field):
    answer = announce(**changes)
    assert answer.status_code in (400, 422)
    assert field in answer.json()["fields"]
    assert not Offering.objects.filter(kind="event", slug__startswith="full-moon").exists()


def test_managers_announce_for_others_and_have_to_say_for_whom(announce):
    assert_problem(announce("owner"), status=422, code="validation")
    made = announce("owner", instructor="ana-keller").json()
    assert [person["slug"] for person in made["facilitators"]] == ["ana-keller"]


def test_who_may_not_create_offerings_is_told(announce):
    withdraw_creating(Membership.objects.get(user__email="ben@harbour.example"))
    assert_problem(announce(), status=403, code="not_allowed")
