"""Handing over through the API: shown first, then done once."""

import pytest

from tests.api.conftest import assert_problem, assert_shape

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/offerings/coaching/hand-over/"
PARTIES = {"instructor": "ana-keller", "to": "ben-lind"}


def test_managers_see_it_and_do_it_once(api, bearer, book):
    made = book()
    shown = api.get(ADDRESS, PARTIES, headers=bearer("owner"))
    assert_shape(shown.json(), "HandOver")
    assert ([row["reference"] for row in shown.json()["sessions"]], shown.json()["bookings"]) == (
        [made["sessions"][0]["reference"]],
        1,
    )
    headers = {**bearer("owner"), "Idempotency-Key": "once"}
    first, again = (api.post(ADDRESS, PARTIES, headers=headers, content_type="application/json") for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert first.json()["sessions"][0]["facilitators"] == [{"slug": "ben-lind", "name": "Ben Lind"}]
    assert api.get(f"/api/v1/bookings/{made['reference']}/", headers=bearer("ben")).status_code == 200
    assert api.get(f"/api/v1/bookings/{made['reference']}/", headers=bearer("ana")).status_code == 404


def test_others_and_unknown_people_are_refused(api, bearer, studio):
    assert_problem(api.get(ADDRESS, PARTIES, headers=bearer("ana")), status=403, code="not_allowed")
    nobody = api.get(ADDRESS, {**PARTIES, "to": "nobody"}, headers=bearer("owner"))
    assert list(assert_problem(nobody, status=422, code="validation")["fields"]) == ["to"]
    missing = api.get(ADDRESS.replace("coaching", "nothing"), PARTIES, headers=bearer("owner"))
    assert_problem(missing, status=404, code="not_found")
