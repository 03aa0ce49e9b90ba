"""Time off and connections at the desk (SCH-3, ORG-5)."""

import html
import re
from datetime import UTC, datetime

import pytest

from booking.audit.models import AuditRecord
from booking.availability.models import Blackout
from booking.calendars.models import Owner
from booking.people.models import Connection, Instructor
from booking.people.services import request_connection
from tests.backoffice.test_desk import booked
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ANA, LIST = "/admin/studio/time-off/ana-keller/", "/admin/studio/connections/"
WEEK = {"from": "2027-01-18", "to": "2027-01-22", "reason": "Skiing"}
TIMES = {"from": "2027-01-18", "from_time": "09:00", "to": "2027-01-18", "to_time": "11:30"}


def carried(answer) -> dict[str, str]:
    """What the first form that does something carries along."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode())
    wanted = dict(reversed(found))
    return {name: html.unescape(value) for name, value in wanted.items() if name != "csrfmiddlewaretoken"}


def test_time_off_is_kept_free_and_given_back(sign_in, studio):
    ana = sign_in("ana")
    assert "Nothing is planned" in ana.get(ANA).content.decode()
    page = ana.get(ANA, WEEK)
    assert ("Nothing is booked then" in page.content.decode(), Blackout.objects.exists()) == (True, False)
    assert [ana.post(ANA, carried(page)).status_code for _ in range(2)] == [303, 303]
    blackout = Blackout.objects.get()
    kept = (blackout.starts, blackout.ends, blackout.reason, blackout.keeps_booked)
    assert kept == ("2027-01-18T00:00", "2027-01-23T00:00", "Skiing", False)
    shown = ana.get(ANA)
    assert "Monday 18 January 2027 to Friday 22 January 2027" in shown.content.decode()
    form = {**carried(shown), "blackout": "2027-01-18T00:00/2027-01-23T00:00"}
    assert [ana.post(f"{ANA}give-back/", form).status_code for _ in range(2)] == [303, 303]
    assert not Blackout.objects.exists()
    actions = AuditRecord.objects.filter(subject_type="blackout").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["blackout.put", "blackout.lifted"]


def test_what_is_booked_then_is_shown_and_kept(sign_in, studio):
    booking = booked("coaching", at=datetime(2027, 1, 18, 9, tzinfo=UTC)).booking
    ana = sign_in("ana")
    page = ana.get(ANA, TIMES)
    said = page.content.decode()
    assert ("Coaching, Eve Muster" in said, f"/bookings/{booking.reference}/" in said) == (True, True)
    # The control: who does not say that it is kept is refused, and nothing is written.
    refused = ana.post(ANA, carried(page))
    assert (refused.status_code, Blackout.objects.exists()) == (409, False)
    assert ana.post(ANA, {**carried(ana.get(ANA, TIMES)), "around": "yes"}).status_code == 303
    booking.refresh_from_db()
    assert (Blackout.objects.get().keeps_booked, booking.status) == (True, "confirmed")
    again = ana.post(ANA, {**carried(ana.get(ANA, TIMES)), "around": "yes"})
    assert (again.status_code, "kept free already" in again.content.decode()) == (422, True)


def test_what_was_booked_meanwhile_is_shown_first(sign_in, studio):
    ana = sign_in("ana")
    form = carried(ana.get(ANA, TIMES))
    booked("coaching", at=datetime(2027, 1, 18, 9, tzinfo=UTC))
    outdated = ana.post(ANA, form)
    assert (outdated.status_code, "Something takes place then" in outdated.content.decode()) == (409, True)
    assert not Blackout.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"from": ""},
        {"from": "soon", "to": "2027-01-18"},
        {"from": "2027-01-18", "to": "2027-01-17"},
        {"from": "2027-01-18", "to": "2040-01-17"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {**TIMES, "to_time": "late"},
        {**TIMES, "to_time": "09:00"},
    ],
)
def test_nonsense_is_told(sign_in, studio, asked):
    ana = sign_in("ana")
    assert ana.get(ANA, asked).status_code == 422
    assert ana.post(ANA, asked).status_code == 422
    assert ana.post(f"{ANA}give-back/", {"blackout": "x"}).status_code == 303


def test_each_looks_after_their_own_and_managers_after_all(sign_in, studio):
    answers = {name: sign_in(name).get(ANA).status_code for name in ("owner", "ana", "ben")}
    assert answers == {"owner": 200, "ana": 200, "ben": 404}
    listed = {name: ANA in sign_in(name).get("/admin/studio/time-off/").content.decode() for name in ("owner", "ben")}
    assert listed == {"owner": True, "ben": False}


def test_looking_at_somebody_without_a_calendar_writes_nothing(sign_in, studio):
    Owner.objects.filter(instructor__slug="ben-lind").update(instructor=None)
    owner, before = sign_in("owner"), Owner.objects.count()
    page = owner.get("/admin/studio/time-off/ben-lind/", WEEK)
    assert (page.status_code, Owner.objects.count()) == (200, before)
    assert owner.post("/admin/studio/time-off/ben-lind/", carried(page)).status_code == 303
    assert Blackout.objects.get().owner.instructor.slug == "ben-lind"


@pytest.fixture
def connection(studio) -> Connection:
    ana = Instructor.objects.get(slug="ana-keller")
    return request_connection(ana, name="Eve Muster", email="eve@example.com", now=NOW)


def test_a_connection_is_accepted_preferred_and_ended(sign_in, connection):
    ana = sign_in("ana")
    for to, status in (("connected", "connected"), ("vip", "vip"), ("none", "none")):
        page = ana.get(LIST)
        assert "Eve Muster" in page.content.decode()
        form = {**carried(page), "to": to}
        assert [ana.post(f"{LIST}{connection.reference}/", form).status_code for _ in range(2)] == [303, 303]
        connection.refresh_from_db()
        assert connection.status == status
    assert "Nobody waits for an answer." in ana.get(LIST).content.decode()


def test_connections_are_answered_by_those_they_are_with(sign_in, connection):
    address = f"{LIST}{connection.reference}/"
    form = {**carried(sign_in("owner").get(LIST)), "to": "connected"}
    assert [sign_in("ben").post(address, form).status_code, "Eve" in sign_in("ben").get(LIST).content.decode()] == [
        404,
        False,
    ]
    assert sign_in("ana").post(address, {**form, "to": "friend"}).status_code == 400
    assert sign_in("owner").post(address, form).status_code == 303
    # A page that was opened before does not take back what somebody decided meanwhile.
    assert sign_in("ana").post(address, {**form, "promise": form["promise"], "to": "none"}).status_code == 303
    connection.refresh_from_db()
    assert connection.status == "connected"
