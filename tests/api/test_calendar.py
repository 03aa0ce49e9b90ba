"""SCH-13: who sees an instructor's calendar, and how much of it."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.people.models import Instructor
from booking.people.selectors import link_secret
from booking.people.services import move_connection, request_connection
from booking.people.states import Relation
from booking.people.viewers import STAFF
from booking.reservations.visible import visible_calendar
from tests.api.conftest import assert_problem, assert_shape

pytestmark = pytest.mark.django_db
CLASS_DAY = {"from": "2027-01-05", "to": "2027-01-05", "timezone": "Europe/Zurich"}
BEN = "/api/v1/instructors/ben-lind/calendar/"


def busy(api, **query) -> list[dict]:
    answer = api.get(BEN, {**CLASS_DAY, **query}).json()
    assert_shape(answer, "Calendar")
    return answer["busy"]


@pytest.fixture
def ben(studio) -> Instructor:
    return Instructor.objects.get(slug="ben-lind")


def show(ben, **values) -> None:
    Instructor.objects.filter(pk=ben.pk).update(**values)


def test_strangers_see_free_and_busy_or_titles(api, ben):
    times = {"start": "2027-01-05T18:00:00+01:00", "end": "2027-01-05T19:15:00+01:00"}
    assert busy(api) == [{**times, "title": ""}]
    show(ben, calendar_details="title")
    assert busy(api) == [{**times, "title": "Tuesday flow"}]


def test_a_calendar_for_the_connected_opens_with_the_link(api, ben, now):
    show(ben, calendar_visibility="connected")
    assert_problem(api.get(BEN, CLASS_DAY), status=404, code="not_found")
    asked = request_connection(ben, name="Eve", email="eve@example.com", now=now)
    secret = link_secret(move_connection(asked, to=Relation.CONNECTED, actor="staff:1", now=now))
    assert len(busy(api, connection=secret)) == 1
    show(ben, calendar_visibility="private")
    assert_problem(api.get(BEN, {**CLASS_DAY, "connection": secret}), status=404, code="not_found")


def test_names_are_for_staff_alone(api, book, now):
    book()
    ana = Instructor.objects.get(slug="ana-keller")
    show(ana, calendar_details="title")
    days = {"from": "2027-01-18", "to": "2027-01-18", "timezone": "Europe/Zurich"}
    (seen,) = api.get("/api/v1/instructors/ana-keller/calendar/", days).json()["busy"]
    assert seen["title"] == ""
    day = datetime(2027, 1, 18, tzinfo=UTC)
    (told,) = visible_calendar(ana, viewer=STAFF, after=day, before=day + timedelta(days=1), now=now)
    assert (told.title, told.names) == ("Coaching", ("Eve Muster",))
