"""Changing a booking over the API (DESIGN §4, BKG-8)."""

from datetime import UTC, datetime

import pytest

from booking.audit.models import AuditRecord
from booking.core.clock import frozen_at
from tests.api.conftest import assert_problem, assert_shape, holding

BOOKINGS = "/api/v1/bookings/"
TUESDAY = "2027-01-19T09:00:00+01:00"


def change(api, made, body, *, token=None, what="reschedule", **headers):
    headers = {**holding(token or made["token"]), **headers}
    return api.post(f"{BOOKINGS}{made['reference']}/{what}/", body, content_type="application/json", headers=headers)


def post_booking(api, body):
    answer = api.post(BOOKINGS, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def look(api, made, what="reschedule", **query):
    return api.get(f"{BOOKINGS}{made['reference']}/{what}/", query, headers=holding(made["token"]))


def test_reschedule_shows_first_and_moves_then(api, book):
    made = book()
    preview = look(api, made).json()
    assert_shape(preview, "ReschedulePreview")
    assert (preview["allowed"], preview["reasons"], preview["price_difference"]["amount"]) == (True, [], "0.00")
    assert preview["session"] == made["sessions"][0]["reference"]
    answer = change(api, made, {"starts_at": TUESDAY})
    assert answer.status_code == 200, answer.content
    assert_shape(answer.json(), "ChangedBooking")
    assert [(row["start"], row["status"]) for row in answer.json()["sessions"]] == [(TUESDAY, "booked")]
    assert answer.json()["warnings"] == []


def test_reschedule_to_a_time_that_is_taken_names_it(api, book):
    made, _other = book(), book(starts_at=TUESDAY)
    problem = assert_problem(change(api, made, {"starts_at": TUESDAY}), status=409, code="slot_taken")
    assert problem["starts_at"] == ["2027-01-19T08:00:00+00:00"]


def test_reschedule_twice_with_one_key_is_one_change(api, book):
    made = book()
    answers = [change(api, made, {"starts_at": TUESDAY}, **{"Idempotency-Key": "once"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    other = change(api, made, {"starts_at": "2027-01-20T09:00:00+01:00"}, **{"Idempotency-Key": "once"})
    assert_problem(other, status=422, code="validation")


def test_reschedule_takes_one_target_and_no_more(api, book):
    made = book()
    assert_problem(change(api, made, {"starts_at": TUESDAY, "to_session": "X"}), status=422, code="validation")
    assert_problem(change(api, made, {}), status=422, code="validation")
    assert_problem(change(api, made, {"starts_at": TUESDAY, "nonsense": 1}), status=400, code="malformed")
    assert_problem(look(api, made, session="NOSUCH"), status=422, code="validation")
    assert_problem(look(api, made, unknown="1"), status=400, code="malformed")


def test_reschedule_of_somebody_else_is_not_there(api, book):
    made, other = book(), book(starts_at=TUESDAY)
    answer = change(api, made, {"starts_at": "2027-01-20T09:00:00+01:00"}, token=other["token"])
    assert_problem(answer, status=404, code="not_found")


def test_a_date_is_exchanged_for_another(api, book, class_body):
    made = post_booking(api, class_body())
    second = api.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"][1]["reference"]
    answer = change(api, made, {"to_session": second})
    assert [row["reference"] for row in answer.json()["sessions"]] == [second]


def test_customers_do_not_overrule(api, book):
    asked = {"starts_at": TUESDAY, "overrule": True, "reason": "please"}
    assert_problem(change(api, book(), asked), status=403, code="not_allowed")


def test_staff_go_over_the_policy_for_a_reason(api, book, bearer):
    made, late = book(starts_at="2027-01-05T09:00:00+01:00"), datetime(2027, 1, 4, 21, tzinfo=UTC)
    asked, staff = {"starts_at": TUESDAY, "overrule": True, "reason": "she is ill"}, bearer("ana")
    with frozen_at(late):
        assert_problem(change(api, made, {"starts_at": TUESDAY}, **staff), status=403, code="not_allowed")
        assert_problem(change(api, made, {**asked, "reason": ""}, **staff), status=422, code="validation")
        answer = change(api, made, asked, **staff)
    assert answer.json()["warnings"] == ["It can be moved until 12 hours before it starts."]
    record = AuditRecord.objects.get(action="booking.policy_overruled")
    assert (record.reason, record.changes) == ("she is ill", {"warnings": answer.json()["warnings"]})


def test_a_part_is_cancelled_after_showing_what_it_means(api, book):
    made = book(variant="pack-4")
    third = made["sessions"][2]["reference"]
    preview = look(api, made, "cancel", session=third).json()
    assert_shape(preview, "CancelPreview")
    assert (preview["allowed"], preview["refund"]["amount"], preview["still_due"]["amount"]) == (True, "0.00", "330.00")
    answer = change(api, made, {"session": third}, what="cancel").json()
    assert_shape(answer, "ChangedBooking")
    assert [row["status"] for row in answer["sessions"]] == ["booked", "booked", "released", "booked"]
    assert (answer["status"], answer["order"]["total"]["amount"]) == ("confirmed", "330.00")
    rest = change(api, made, {"session": made["sessions"][1]["reference"], "reach": "following"}, what="cancel").json()
    assert [row["status"] for row in rest["sessions"]] == ["booked", "released", "released", "released"]
    assert change(api, made, {}, what="cancel").json()["status"] == "cancelled"


def test_one_of_two_persons_is_cancelled(api, class_body):
    made = post_booking(api, class_body(quantity=2))
    answer = change(api, made, {"places": 1}, what="cancel").json()
    assert (answer["status"], answer["order"]["total"]["amount"]) == ("confirmed", "28.00")
    assert_problem(change(api, made, {"places": 2}, what="cancel"), status=422, code="validation")
    assert_problem(look(api, made, "cancel", session="NOSUCH"), status=422, code="validation")


def test_customers_do_not_waive(api, book):
    answer = change(api, book(), {"waive": True, "reason": "please"}, what="cancel")
    assert_problem(answer, status=403, code="not_allowed")


def test_the_rest_of_a_pack_is_chosen_later(api, book):
    made = book(variant="pack-4", rest="later")
    assert_shape(made, "NewBooking")
    assert made["progress"] == {"total": 4, "booked": 1, "used": 0, "left": 3, "choose_by": None}
    preview = look(api, made, "next").json()
    assert_shape(preview, "NextPreview")
    assert (preview["allowed"], preview["progress"]) == (True, made["progress"])
    for day in (19, 20, 21):
        answer = change(api, made, {"starts_at": f"2027-01-{day}T09:00:00+01:00"}, what="next")
        assert answer.status_code == 200, answer.content
    assert_shape(answer.json(), "ChangedBooking")
    assert answer.json()["progress"]["left"] == 0
    more = change(api, made, {"starts_at": "2027-01-22T09:00:00+01:00"}, what="next")
    assert assert_problem(more, status=403, code="not_allowed")["reasons"] == ["All its sessions have been chosen."]
    assert_problem(change(api, made, {}, what="next"), status=422, code="validation")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_conflict_within_a_pack_is_settled_by_the_customer(api, book, body):
    book(starts_at="2027-02-01T09:00:00+01:00")
    asked = body(variant="pack-4")
    refused = api.post(BOOKINGS, asked, content_type="application/json")
    gone = assert_problem(refused, status=409, code="slot_taken")["starts_at"]
    assert gone == ["2027-02-01T08:00:00+00:00"]
    wrong = api.post(BOOKINGS, {**asked, "skip": ["2027-05-01T08:00:00Z"]}, content_type="application/json")
    assert_problem(wrong, status=422, code="validation")
    made = post_booking(api, {**asked, "skip": gone})
    assert [row["start"][:10] for row in made["sessions"]] == ["2027-01-18", "2027-01-25", "2027-02-08"]
    assert made["progress"]["left"] == 1
