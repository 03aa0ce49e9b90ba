import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.people.models import Instructor
from tests.api.conftest import assert_problem, assert_shape

PEOPLE = "/api/v1/instructors/"


def test_instructors_are_listed_by_name(api):
    answer = api.get(PEOPLE).json()
    assert_shape(answer, "InstructorPage")
    assert [row["slug"] for row in answer["results"]] == ["ana-keller", "ben-lind"]


def test_instructor_has_exactly_the_agreed_fields(api):
    assert api.get(f"{PEOPLE}ana-keller/").json() == {
        "slug": "ana-keller",
        "name": "Ana Keller",
        "job_title": "Coach",
        "specializations": ["coaching"],
        "bio": "Coach since 2010.",
        "timezone": "Europe/Zurich",
        "hourly_rate": {
            "one_to_one": {"amount": "120.00", "currency": "CHF"},
            "group": {"amount": "70.00", "currency": "CHF"},
        },
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=coach", ["ana-keller"]),
        ("specialization=Coaching", ["ana-keller"]),
        ("job_title=teacher", ["ben-lind"]),
        ("price_min=100", ["ana-keller"]),
        ("price_max=100", []),
        ("q=nobody", []),
    ],
)
def test_instructors_narrow_down(api, query, found):
    assert [row["slug"] for row in api.get(f"{PEOPLE}?{query}").json()["results"]] == found


def test_instructors_page_there_and_back(api):
    first = api.get(f"{PEOPLE}?page_size=1").json()
    second = api.get(first["next"]).json()
    assert [row["slug"] for row in second["results"]] == ["ben-lind"]
    assert api.get(second["previous"]).json()["results"] == first["results"]


def test_instructors_who_left_are_nowhere(api):
    Instructor.objects.filter(slug="ben-lind").update(is_active=False)
    assert_problem(api.get(f"{PEOPLE}ben-lind/"), status=404, code="not_found")
    assert [row["slug"] for row in api.get(PEOPLE).json()["results"]] == ["ana-keller"]


def test_instructors_cost_the_same_number_of_queries(api):
    api.get(PEOPLE)
    counts = []
    for size in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(f"{PEOPLE}?page_size={size}").json()["results"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_instructors_refuse_unknown_parameters(api):
    assert_problem(api.get(f"{PEOPLE}?name=ana"), status=400, code="malformed")
    assert_problem(api.get(f"{PEOPLE}ana-keller/?x=1"), status=400, code="malformed")
