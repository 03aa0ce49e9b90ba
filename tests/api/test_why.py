"""SCH-10 through the API and at the desk."""

import pytest

from booking.accounts.models import User
from tests.api.conftest import assert_problem, assert_shape

pytestmark = pytest.mark.django_db
DAY = {"day": "2027-01-13"}


@pytest.fixture
def ana(studio, api):
    api.force_login(User.objects.get(email="ana@harbour.example"))
    return api


def test_a_day_is_explained_to_staff(ana):
    told = ana.get("/api/v1/offerings/coaching/why/", DAY).json()
    assert_shape(told, "Why")
    assert (told["timezone"], told["offered"]) == ("Europe/Zurich", [])
    assert told["removed"][0] == {
        "start": "2027-01-13T09:00:00+01:00",
        "reasons": [{"cause": "hours", "text": "Other hours hold on 13 January 2027."}],
    }


def test_what_is_free_is_what_everybody_sees(ana):
    told = ana.get("/api/v1/offerings/coaching/why/", {"day": "2027-01-05"}).json()
    days = {"from": "2027-01-05", "to": "2027-01-05", "timezone": "Europe/Zurich"}
    assert told["offered"] == ana.get("/api/v1/offerings/coaching/slots/", days).json()["slots"]


def test_others_are_told_nothing(ana, api):
    assert_problem(ana.get("/api/v1/offerings/tuesday-flow/why/", DAY), status=404, code="not_found")
    assert_problem(
        ana.get("/api/v1/offerings/coaching/why/", {**DAY, "instructor": "ben-lind"}), status=422, code="validation"
    )
    api.logout()
    assert_problem(api.get("/api/v1/offerings/coaching/why/", DAY), status=401, code="not_authenticated")


def test_the_desk_shows_it(ana):
    assert b"/why/coaching/" in ana.get("/admin/studio/why/").content
    page = ana.get("/admin/studio/why/coaching/", DAY).content.decode()
    assert "Other hours hold on 13 January 2027." in page
    assert ana.get("/admin/studio/why/coaching/", {"day": "no"}).status_code == 400
