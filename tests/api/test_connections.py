"""ORG-5 through the API and by mail: from asking to times that are kept for people who are connected."""

import pytest
from django.core import mail

from booking.accounts.models import User
from booking.audit.models import AuditRecord
from booking.availability.models import WeeklyWindow
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.people.models import Connection
from tests.api.conftest import assert_problem, assert_shape

pytestmark = pytest.mark.django_db
DAYS = {"from": "2027-01-18", "to": "2027-01-18", "timezone": "Europe/Zurich"}
EVE = {"name": "Eve", "email": "eve@example.com"}


@pytest.fixture
def ana(studio, api):
    api.force_login(User.objects.get(email="ana@harbour.example"))
    return api


def post(client, path: str, body: dict | None = None):
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json")


def mailed(now) -> list:
    """What the worker sends now."""
    deliver_due(now=now)
    mail.outbox.clear()
    send_due(now=now)
    return mail.outbox


def slots(client, **query) -> list[str]:
    answer = client.get("/api/v1/offerings/coaching/slots/", {**DAYS, **query})
    assert answer.status_code == 200, answer.content
    return [slot["start"][11:16] for slot in answer.json()["slots"]]


def test_asking_tells_nothing_and_the_link_opens_the_times(ana, now, body):
    WeeklyWindow.objects.filter(weekday=0).update(conditions={"audience": "connected"})
    first, again = (post(ana, "instructors/ana-keller/connect/", EVE) for _ in "12")
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (200, {"status": "received"})
    (letter,) = mailed(now)
    assert (letter.to, "Eve" in letter.subject) == (["ana@harbour.example"], True)
    (row,) = ana.get("/api/v1/connections/", {"status": "requested"}).json()["results"]
    assert_shape(row, "Connection")
    assert slots(ana) == []

    accepted = post(ana, f"connections/{row['reference']}/accept/")
    assert (accepted.status_code, accepted.json()["status"]) == (200, "connected")
    assert post(ana, f"connections/{row['reference']}/accept/").status_code == 200
    (letter,) = mailed(now)
    assert letter.to == ["eve@example.com"]
    secret = letter.body.partition("connection=")[2].split()[0]
    assert slots(ana, connection=secret)[0] == "09:00"
    assert slots(ana) == []

    assert_problem(post(ana, "bookings/", body()), status=409, code="slot_taken")
    made = post(ana, "bookings/", body(connection=secret))
    assert (made.status_code, made.json()["status"]) == (201, "confirmed")

    assert post(ana, f"connections/{row['reference']}/decline/").json()["status"] == "none"
    assert_problem(
        ana.get("/api/v1/offerings/coaching/slots/", {**DAYS, "connection": secret}), status=422, code="validation"
    )
    told = AuditRecord.objects.filter(subject_type="connection").order_by("pk")
    actor = f"staff:{User.objects.get(email='ana@harbour.example').pk}"
    assert list(told.values_list("actor", "action")) == [
        ("customer", "connection.requested"),
        (actor, "connection.connected"),
        (actor, "connection.none"),
    ]


def test_the_till_keeps_the_link(ana, now):
    WeeklyWindow.objects.filter(weekday=0).update(conditions={"audience": "connected"})
    post(ana, "instructors/ana-keller/connect/", EVE)
    post(ana, f"connections/{Connection.objects.get().reference}/vip/")
    (*_, letter) = mailed(now)
    secret = letter.body.partition("connection=")[2].split()[0]
    address = {"day": "2027-01-18", "month": "2027-01"}
    assert b"details/?choice=" not in ana.get("/book/coaching/", address).content
    assert b"details/?choice=" in ana.get("/book/coaching/", {**address, "connection": secret}).content
    assert b"details/?choice=" not in ana.get("/book/coaching/", {**address, "connection": "nonsense"}).content


def test_colleagues_and_strangers_move_nothing(ana, api, studio):
    post(ana, "instructors/ben-lind/connect/", EVE)
    reference = Connection.objects.get().reference
    assert_problem(post(ana, f"connections/{reference}/accept/"), status=404, code="not_found")
    assert ana.get("/api/v1/connections/").json()["results"] == []
    api.logout()
    assert_problem(post(api, f"connections/{reference}/accept/"), status=401, code="not_authenticated")
    assert_problem(post(api, "instructors/nobody/connect/", EVE), status=404, code="not_found")
