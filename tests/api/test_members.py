"""ORG-3 through the API: managers say what assistants may do, and each right opens just that."""

import pytest

from booking.accounts.models import Membership, User
from booking.accounts.services import save_member
from booking.audit.models import AuditRecord
from booking.scheduling.models import SessionFacilitator
from tests.api.conftest import assert_problem, assert_shape

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(studio) -> Membership:
    return save_member("ada@harbour.example", name="Ada", role="assistant")


@pytest.fixture
def post(api, bearer):
    """Ask as a member; a fresh token each time."""

    def send(path: str, body: dict | None = None, *, by: str = "owner"):
        return api.post(f"/api/v1/{path}", body or {}, headers=bearer(by), content_type="application/json")

    return send


@pytest.fixture
def lend(ada, post):
    """Lend rights of Ana's for coaching, or take them."""

    def change(*rights: str, verb: str = "lend", by: str = "owner"):
        named = {"instructor": "ana-keller", "offerings": ["coaching"], "rights": rights}
        return post(f"members/{ada.reference}/{verb}-rights/", named, by=by)

    return change


def test_rights_are_lent_and_taken_with_a_line_in_the_log(api, bearer, ada, lend):
    assert lend("rosters", "book").status_code == 200
    given = lend("rosters", "dates")
    assert_shape(given.json(), "Member")
    wanted = {"instructor": "ana-keller", "offering": "coaching", "rights": ["book", "dates", "rosters"]}
    assert given.json()["assists"] == [wanted]
    taken = lend("dates", "times", verb="take")
    assert taken.json()["assists"] == [{**wanted, "rights": ["book", "rosters"]}]
    listed = api.get("/api/v1/members/", headers=bearer("owner")).json()["results"]
    assert [row["may_create_offerings"] for row in listed if row["name"] in ("Ada", "Ben Lind")] == [True, False]
    noted = AuditRecord.objects.filter(subject_reference=ada.reference).order_by("pk")
    owner = User.objects.get(email="owner@harbour.example")
    assert [(row.actor, row.action, row.changes["rights"]) for row in noted] == [
        (f"staff:{owner.pk}", "member.rights_lent", ["book", "rosters"]),
        (f"staff:{owner.pk}", "member.rights_lent", ["dates"]),
        (f"staff:{owner.pk}", "member.rights_taken", ["dates"]),
    ]


def test_only_managers_lend(lend, post, ada):
    for somebody in ("ana", "ben", "ada"):
        assert_problem(lend("rosters", by=somebody), status=403, code="not_allowed")
        assert_problem(post("members/NOBODY0000/allow-creating/", by=somebody), status=403, code="not_allowed")
    assert_problem(post("members/NOBODY0000/allow-creating/"), status=404, code="not_found")


@pytest.mark.parametrize(
    "named, field",
    [
        ({"instructor": "ben-lind"}, "offerings"),
        ({"instructor": "nobody"}, "instructor"),
        ({"offerings": ["nothing"]}, "offerings"),
        ({"rights": ["everything"]}, "rights[0]"),
    ],
)
def test_what_cannot_be_lent_is_named(post, ada, named, field):
    body = {"instructor": "ana-keller", "offerings": ["coaching"], "rights": ["book"], **named}
    refused = post(f"members/{ada.reference}/lend-rights/", body)
    assert list(assert_problem(refused, status=422, code="validation")["fields"]) == [field]


def test_each_right_opens_its_routes_only(api, bearer, lend, post, book):
    made = book()
    booking, session = f"bookings/{made['reference']}", f"sessions/{made['sessions'][0]['reference']}"

    def asked() -> dict[str, int]:
        reads = {"rosters": f"{session}/roster/", "read": f"{booking}/", "notes": f"{booking}/notes/"}
        answers = {name: api.get(f"/api/v1/{path}", headers=bearer("ada")) for name, path in reads.items()}
        answers["attendance"] = post(f"{booking}/check-in/", {"session": made["sessions"][0]["reference"]}, by="ada")
        answers["cancel"] = post(f"{booking}/cancel/", {"places": [2]}, by="ada")
        answers["dates"] = api.get(f"/api/v1/{session}/call-off/", headers=bearer("ada"))
        return {name: answer.status_code for name, answer in answers.items() if answer.status_code != 404}

    assert asked() == {}
    lend("rosters")
    assert asked() == {"rosters": 200, "read": 200}
    lend("rosters", verb="take")
    lend("attendance")
    assert asked() == {"rosters": 200, "attendance": 403}
    lend("attendance", verb="take")
    lend("bookings", "notes", "dates")
    assert asked() == {"read": 200, "notes": 200, "cancel": 400, "dates": 200}


def test_an_assistant_books_for_the_one_instructor_only(lend, post, body, studio, ada, now):
    lesson = {"offering": "lesson", "starts_at": "2027-01-18T10:00:00+01:00", "answers": None}
    assert_problem(post("bookings/", body(), by="ada"), status=403, code="not_allowed")
    lend("book")
    assert post("bookings/", body(), by="ada").json()["status"] == "confirmed"
    assert_problem(post("bookings/", body(**lesson), by="ada"), status=403, code="not_allowed")
    named = {"instructor": "ana-keller", "offerings": ["lesson"], "rights": ["book"]}
    assert post(f"members/{ada.reference}/lend-rights/", named).status_code == 200
    colleague = body(**lesson, instructor="ben-lind")
    assert_problem(post("bookings/", colleague, by="ada"), status=403, code="not_allowed")
    assert post("bookings/", body(**lesson), by="ada").status_code == 201


def test_an_assistant_moves_bookings_to_nobody_else(api, post, body, studio, ada):
    named = {"instructor": "ana-keller", "offerings": ["lesson"], "rights": ["book", "bookings"]}
    post(f"members/{ada.reference}/lend-rights/", named)
    lesson = {"offering": "lesson", "starts_at": "2027-01-18T10:00:00+01:00", "answers": None}
    made = post("bookings/", body(**lesson), by="ada").json()
    path, later = f"bookings/{made['reference']}/reschedule/", {"starts_at": "2027-01-19T10:00:00+01:00"}
    assert_problem(post(path, {**later, "instructor": "ben-lind"}, by="ada"), status=403, code="not_allowed")
    moved = post(path, later, by="ada")
    assert moved.status_code == 200, moved.content
    held = SessionFacilitator.objects.filter(session__starts_at="2027-01-19T10:00:00+01:00")
    assert [link.instructor.slug for link in held] == ["ana-keller"]


def test_an_assistant_moves_bookings_to_no_date_of_a_colleague(api, post, body, class_body, studio, ada):
    named = {"instructor": "ben-lind", "offerings": ["tuesday-flow"], "rights": ["bookings"]}
    post(f"members/{ada.reference}/lend-rights/", named)
    listed = api.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"]
    own, colleague = listed[2]["reference"], listed[3]["reference"]
    assert post(f"sessions/{colleague}/restaff/", {"facilitators": ["ana-keller"]}).status_code == 200
    made = post("bookings/", class_body(session=listed[1]["reference"])).json()
    path = f"bookings/{made['reference']}/reschedule/"
    assert_problem(post(path, {"to_session": colleague}, by="ada"), status=403, code="not_allowed")
    assert post(path, {"to_session": own}, by="ada").status_code == 200


def test_creating_is_allowed_and_forbidden(post, ada):
    for verb, may in (("allow", True), ("allow", True), ("forbid", False)):
        answer = post(f"members/{ada.reference}/{verb}-creating/")
        assert (answer.status_code, answer.json()["may_create_offerings"]) == (200, may)
