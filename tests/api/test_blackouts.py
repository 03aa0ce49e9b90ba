"""SCH-3 through the API: instructors keep time free and give it back, and what is booked then is never lost."""

import pytest

from booking.audit.models import AuditRecord
from booking.availability.models import Blackout
from tests.api.conftest import assert_problem, assert_shape

BEN = "/api/v1/instructors/ben-lind/blackouts/"
# Ben holds a class on Tuesdays at six.
WEEK = {"start": "2027-01-11T00:00:00+01:00", "end": "2027-01-18T00:00:00+01:00"}
WEDNESDAY = {"start": "2027-01-13T00:00:00+01:00", "end": "2027-01-14T00:00:00+01:00"}


@pytest.fixture
def send(api, bearer):
    def run(path: str, body: dict, *, by: str = "ben", key: str = ""):
        headers = {**bearer(by), **({"Idempotency-Key": key} if key else {})}
        return api.post(path, body, headers=headers, content_type="application/json")

    return run


def slots(api, day: str) -> list:
    query = {"from": day, "to": day, "instructor": "ben-lind"}
    return api.get("/api/v1/offerings/lesson/slots/", query).json()["slots"]


def test_time_is_kept_free_once_and_given_back(api, bearer, send, studio):
    assert slots(api, "2027-01-13")
    answers = [send(BEN, {**WEDNESDAY, "reason": "Dentist"}, key="dentist") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].content
    assert_shape(answers[0].json(), "Blackouts")
    kept = {**WEDNESDAY, "timezone": "Europe/Zurich", "reason": "Dentist", "keeps_booked": False}
    assert answers[1].json()["results"] == [kept]
    assert api.get(BEN, headers=bearer("owner")).json()["results"] == [kept]
    assert slots(api, "2027-01-13") == []
    assert_problem(send(BEN, WEDNESDAY), status=422, code="validation")
    assert [send(f"{BEN}give-back/", WEDNESDAY).json()["results"] for _ in range(2)] == [[], []]
    assert slots(api, "2027-01-13")
    assert AuditRecord.objects.filter(action__startswith="blackout.").count() == 2


def test_what_takes_place_is_named_and_may_stay(send, studio):
    refused = send(BEN, WEEK)
    assert_problem(refused, status=409, code="blackout_hits")
    assert "12 January 2027 18:00" in refused.json()["detail"]
    assert not Blackout.objects.exists()
    laid = send(BEN, {**WEEK, "around": True}).json()["results"]
    assert [row["keeps_booked"] for row in laid] == [True]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": WEDNESDAY["start"]}, "end"),
        ({"end": "2030-01-01T00:00:00+01:00"}, "end"),
        ({"start": "2027-01-13T00:00:30+01:00"}, "start"),
        ({"start": "yesterday"}, "start"),
        ({"room": "hall"}, "room"),
    ],
)
def test_a_wrong_stretch_is_told(send, studio, changes, field):
    answer = send(BEN, {**WEDNESDAY, **changes})
    assert answer.status_code in (400, 422)
    assert field in answer.json()["fields"]
    assert not Blackout.objects.exists()


def test_nobody_keeps_a_colleague_s_time_free(api, bearer, send, studio):
    for answer in (
        send(BEN, WEDNESDAY, by="ana"),
        send(f"{BEN}give-back/", WEDNESDAY, by="ana"),
        api.get(BEN, headers=bearer("ana")),
        api.get("/api/v1/instructors/nobody/blackouts/", headers=bearer("owner")),
    ):
        assert_problem(answer, status=404, code="not_found")
    assert send(BEN, WEDNESDAY, by="owner").status_code == 200
