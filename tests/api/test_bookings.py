"""Prices, bookings, cancellations (DESIGN §4)."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from booking.audit.models import AuditRecord
from booking.core.clock import frozen_at
from booking.core.events import deliver_due
from booking.core.iban import in_fours
from booking.notifications.kinds import registry as notification_kinds
from booking.notifications.letters import write_letter
from booking.notifications.models import Message
from booking.payments.models import Payment
from booking.payments.references import creditor_reference
from booking.people.models import Customer
from booking.reservations.models import Booking
from tests.api.conftest import assert_problem, assert_shape, holding
from tests.conftest import NOW

BOOKINGS = "/api/v1/bookings/"
QUOTES = "/api/v1/quotes/"


def chf(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CHF"}


def post(api: Client, path: str, body: object, **headers: str):
    return api.post(path, body, content_type="application/json", headers=headers)


def test_quote_shows_lines_tax_and_what_is_due(api):
    answer = post(api, QUOTES, {"offering": "coaching", "variant": "pack-4", "quantity": 1})
    assert answer.status_code == 200
    line = {
        "description": "Coaching: Four sessions",
        "quantity": 1,
        "unit_price": chf("440.00"),
        "total": chf("440.00"),
        "tax_rate": "8.10",
        "tax": chf("32.97"),
    }
    kept = {"quote": answer.json()["quote"], "expires_at": "2027-01-04T09:30:00+01:00"}
    assert answer.json() == {
        **kept,
        "dates": [],
        "lines": [line],
        "adjustments": [],
        "tax_included": True,
        "tax": chf("32.97"),
        "taxes": [{"rate": "8.10", "tax": chf("32.97")}],
        "total": chf("440.00"),
        "due_now": chf("140.00"),
    }
    assert_shape(answer.json(), "Quote")


def test_booking_answers_with_exactly_the_agreed_fields(api, body):
    answer = post(api, BOOKINGS, body())
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert_shape(made, "NewBooking")
    reference, token = made["reference"], made["token"]
    order, payment = made.pop("order"), made.pop("payment")
    session = made.pop("sessions")[0]
    assert made == {
        "reference": reference,
        "token": token,
        "warnings": [],
        "status": "confirmed",
        "type": "firm",
        "request": None,
        "offering": "coaching",
        "variant": "single",
        "quantity": 1,
        "progress": {"total": 1, "booked": 1, "used": 0, "left": 0, "choose_by": None},
        "timezone": "Europe/Zurich",
        "manage_url": f"http://testserver/booking/{reference}/?token={token}",
    }
    assert (session["start"], session["status"]) == ("2027-01-18T09:00:00+01:00", "booked")
    assert (order["total"], order["due_now"], order["paid"]) == (chf("120.00"), chf("120.00"), chf("0.00"))
    assert (payment["provider"], payment["status"]) == ("transfer", "pending")
    assert payment["next"] == {
        "kind": "instructions",
        "details": {
            "Amount": "CHF 120.00",
            "Account holder": "Harbour Studio GmbH",
            "IBAN": "CH93 0076 2011 6238 5295 7",
            "Bank": "Lake Bank",
            "Reference": in_fours(creditor_reference(Payment.objects.get().reference)),
        },
    }
    assert answer["Location"] == f"http://testserver{BOOKINGS}{reference}/"
    assert answer["Cache-Control"] == "no-store"
    assert (Booking.objects.get().source, answer.cookies.output()) == ("api", "")


def test_booking_is_read_with_its_token(api, book):
    made = book()
    answer = api.get(f"{BOOKINGS}{made['reference']}/", headers=holding(made["token"]))
    assert answer.status_code == 200
    assert_shape(answer.json(), "Booking")
    assert answer.json() == {name: value for name, value in made.items() if name not in ("token", "warnings")}
    assert answer["Cache-Control"] == "no-store"


def test_booking_of_somebody_else_does_not_exist(api, book):
    made, other = book(), book(starts_at="2027-01-18T11:00:00+01:00")
    unknown = api.get(f"{BOOKINGS}0000000000/", headers=holding(made["token"]))
    foreign = api.get(f"{BOOKINGS}{other['reference']}/", headers=holding(made["token"]))
    for answer in (unknown, foreign):
        assert_problem(answer, status=404, code="not_found")
    assert unknown.content == foreign.content


@pytest.mark.parametrize("header", ["", "Booking", "Booking ", "Bearer abc", "Basic YTpi"])
def test_booking_without_token_is_not_shown(api, book, header):
    path = f"{BOOKINGS}{book()['reference']}/"
    for at in (path, f"{path}cancel/"):
        answer = api.get(at, headers={"Authorization": header} if header else {})
        assert_problem(answer, status=401, code="not_authenticated")
        assert answer["WWW-Authenticate"] == "Booking"


def test_booking_of_dates(api, class_body):
    made = post(api, BOOKINGS, class_body(quantity=2)).json()
    assert len(made["sessions"]) == 1
    assert made["order"]["total"] == chf("56.00")
    row = api.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"][0]
    assert (row["reference"], row["places_left"]) == (made["sessions"][0]["reference"], 3)


def test_booking_of_a_whole_series(api, body):
    given = body(offering="june-retreat", variant="full", starts_at=None, answers=None)
    made = post(api, BOOKINGS, given).json()
    assert (len(made["sessions"]), made["order"]["due_now"]) == (8, chf("200.00"))


def test_booking_of_a_pack_runs_weekly(api, book):
    made = book(variant="pack-4")
    assert [session["start"][:16] for session in made["sessions"]] == [
        "2027-01-18T09:00",
        "2027-01-25T09:00",
        "2027-02-01T09:00",
        "2027-02-08T09:00",
    ]


def test_booking_of_what_is_free_needs_no_payment(api, body):
    date = api.get("/api/v1/offerings/open-circle/sessions/").json()["results"][0]["reference"]
    given = body(
        offering="open-circle",
        variant="seat",
        starts_at=None,
        answers=None,
        sessions=[date],
        payment={"provider": "free"},
    )
    made = post(api, BOOKINGS, given).json()
    assert made["payment"] == {"provider": "free", "status": "completed", "next": None}


def test_booking_with_a_chosen_instructor_and_length(api, book):
    made = book(
        offering="lesson",
        starts_at=["2027-01-18T14:00:00Z"],
        instructor="ben-lind",
        length=60,
        answers=None,
        timezone="Asia/Tokyo",
    )
    assert (made["sessions"][0]["start"], made["sessions"][0]["end"]) == (
        "2027-01-18T23:00:00+09:00",
        "2027-01-19T00:00:00+09:00",
    )


def test_customer_is_one_person_however_they_are_spelled(api, book):
    book(customer={"name": " Eve \t Muster ", "email": "Eve@Example.COM", "phone": "044 668 18 00"})
    book(customer={"name": "Eve Muster", "email": "ｅve@example.com"}, starts_at="2027-01-18T11:00:00+01:00")
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.phone) == ("Eve Muster", "eve@example.com", "+41446681800")


def test_the_same_key_books_once(api, body):
    answers = [post(api, BOOKINGS, body(), **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Booking.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(api, body):
    post(api, BOOKINGS, body(), **{"Idempotency-Key": "k1"})
    other = post(api, BOOKINGS, body(quantity=1), **{"Idempotency-Key": "k1"})
    document = assert_problem(other, status=422, code="validation")
    assert sorted(document["fields"]) == ["Idempotency-Key"]
    assert Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_refused_request_leaves_its_key_free(api, body):
    refused = post(api, BOOKINGS, body(variant="gold"), **{"Idempotency-Key": "k1"})
    assert_problem(refused, status=422, code="validation")
    assert post(api, BOOKINGS, body(), **{"Idempotency-Key": "k1"}).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
def test_an_unusable_key_is_malformed(api, body, key):
    assert_problem(post(api, BOOKINGS, body(), **{"Idempotency-Key": key}), status=400, code="malformed")


def test_a_time_is_sold_once(api, book, body):
    book()
    document = assert_problem(post(api, BOOKINGS, body()), status=409, code="slot_taken")
    assert document["starts_at"] == ["2027-01-18T08:00:00+00:00"]


def test_places_are_sold_once(api, class_body):
    post(api, BOOKINGS, class_body(quantity=4))
    document = assert_problem(post(api, BOOKINGS, class_body(quantity=2)), status=409, code="sold_out")
    assert document["places_left"] == 1


def test_cancelling_shows_its_effect_first(api, book):
    made = book()
    path, headers = f"{BOOKINGS}{made['reference']}/cancel/", holding(made["token"])
    preview = api.get(path, headers=headers)
    assert_shape(preview.json(), "CancelPreview")
    assert preview.json() == {
        "allowed": True,
        "reasons": [],
        "refund": chf("0.00"),
        "fee": chf("0.00"),
        "still_due": chf("0.00"),
        "spared": chf("0.00"),
        "policy": {
            "slug": "standard",
            "cancel_until_hours": 24,
            "reschedule_until_hours": 12,
            "late_cancel_fee": chf("20.00"),
            "no_show_fee": chf("40.00"),
            "refund_tiers": [{"until_hours": 168, "percent": 100}, {"until_hours": 24, "percent": 50}],
            "leniency_per_month": 0,
            "waive_hours": 48,
        },
    }
    assert Booking.objects.get().status == "confirmed"


def test_cancelling_twice_is_quiet(api, book):
    made = book()
    path, headers = f"{BOOKINGS}{made['reference']}/cancel/", holding(made["token"])
    first = post(api, path, {"reason": "Ill"}, **headers)
    again = api.generic("POST", path, headers=headers)
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert_shape(again.json(), "ChangedBooking")
    assert (again.json()["status"], again.json()["sessions"][0]["status"]) == ("cancelled", "released")
    assert Booking.objects.get().end_reason == "Ill"
    assert api.get(path, headers=headers).json()["reasons"] == ["This booking has ended."]


def test_cancelling_too_late_says_why(api, book):
    made = book()
    with frozen_at(datetime(2027, 1, 18, 8, 30, tzinfo=UTC)):
        answer = post(api, f"{BOOKINGS}{made['reference']}/cancel/", {}, **holding(made["token"]))
    document = assert_problem(answer, status=403, code="not_allowed")
    assert document["reasons"] == ["It has already begun."]


def test_bookings_cost_few_queries(api, class_body, django_assert_max_num_queries):
    given = class_body()
    with django_assert_max_num_queries(40):
        assert post(api, BOOKINGS, given, **{"Idempotency-Key": "k1"}).status_code == 201


def test_staff_book_on_behalf_of_a_customer(api, body, bearer):
    answer = post(api, BOOKINGS, body(), **bearer("ana"))
    assert answer.status_code == 201, answer.content
    made = Booking.objects.get()
    actors = set(AuditRecord.objects.filter(subject_reference=made.reference).values_list("actor", flat=True))
    assert (made.source, made.email, [actor[:6] for actor in actors]) == ("staff", "eve@example.com", ["staff:"])
    retreat = {"offering": "june-retreat", "variant": "full", "starts_at": None, "answers": None}
    assert_problem(post(api, BOOKINGS, body(), **bearer("ben")), status=403, code="not_allowed")
    assert post(api, BOOKINGS, body(**retreat), **bearer("ben")).status_code == 201


def test_a_token_that_is_none_books_nothing(api, body, bearer):
    assert_problem(post(api, BOOKINGS, body(), Authorization="Bearer x"), status=401, code="not_authenticated")
    narrow = bearer("ana", "bookings:read")
    assert_problem(post(api, BOOKINGS, body(), **narrow), status=403, code="not_allowed")


@pytest.mark.parametrize("source", ["page", "widget", "campaign"])
def test_the_source_of_a_booking_is_kept(api, body, source):
    assert post(api, BOOKINGS, body(source=source)).status_code == 201
    assert Booking.objects.get().source == source


def test_nobody_else_books_as_staff(api, body):
    assert_problem(post(api, BOOKINGS, body(source="staff")), status=422, code="validation")


def test_guests_are_kept_and_told_where_wished(api, class_body):
    guests = [{"name": "Gil", "email": "gil@example.com", "tell": True}, {"name": "Gia"}]
    made = post(api, BOOKINGS, class_body(quantity=3, guests=guests, note="We come by boat."))
    assert made.status_code == 201, made.content
    booking = Booking.objects.get()
    assert [(guest.number, guest.name, guest.is_told) for guest in booking.guests.order_by("number")] == [
        (2, "Gil", True),
        (3, "Gia", False),
    ]
    assert booking.note == "We come by boat."
    while deliver_due(now=NOW):
        pass
    letter = Message.objects.get(kind="guest_invited")
    assert letter.recipient == "gil@example.com"
    written = write_letter(letter, kind=notification_kinds.get("guest_invited")())
    assert ("Eve Muster has booked a place for you" in written.text, booking.reference in written.text) == (True, False)


def test_there_are_no_more_guests_than_places(api, class_body):
    refused = post(api, BOOKINGS, class_body(quantity=1, guests=[{"name": "Gil"}]))
    assert_problem(refused, status=422, code="validation")
    silent = post(api, BOOKINGS, class_body(quantity=2, guests=[{"name": "Gil", "tell": True}]))
    assert_problem(silent, status=422, code="validation")


def test_notes_for_the_staff_stay_with_the_staff(api, book, bearer):
    made = book()
    path = f"{BOOKINGS}{made['reference']}/notes/"
    for audience, text in (("staff", "Owes us a cake."), ("participant", "Bring a towel.")):
        answer = post(api, path, {"audience": audience, "text": text}, **bearer("ana"))
    assert_shape(answer.json(), "Notes")
    assert {name: [note["text"] for note in answer.json()[name]] for name in ("staff", "participant")} == {
        "staff": ["Owes us a cake."],
        "participant": ["Bring a towel."],
    }
    hub = api.get(made["manage_url"].removeprefix("http://testserver")).content.decode()
    assert ("Bring a towel." in hub, "cake" in hub) == (True, False)
    assert_problem(api.get(path, headers=holding(made["token"])), status=401, code="not_authenticated")
    assert_problem(api.get(path, headers=bearer("ben")), status=404, code="not_found")


def test_what_else_a_customer_has_at_that_time_is_for_staff_and_their_own_mail(api, book, body, bearer):
    book(starts_at="2027-01-18T13:30:00+01:00")
    lesson = {"offering": "lesson", "instructor": "ben-lind", "answers": None, "length": 30}
    typed = post(api, BOOKINGS, body(**lesson, starts_at="2027-01-18T14:00:00+01:00")).json()
    assert typed["warnings"] == []
    by_staff = post(api, BOOKINGS, body(**lesson, starts_at="2027-01-18T13:30:00+01:00"), **bearer("owner")).json()
    assert by_staff["warnings"] == ["Coaching: Mon 18 January, 13:30"]
    while deliver_due(now=NOW):
        pass
    letters = [
        write_letter(letter, kind=notification_kinds.get("booking_confirmed")())
        for letter in Message.objects.filter(kind="booking_confirmed").order_by("pk")
    ]
    assert ["You have something else at that time" in letter.text for letter in letters] == [True, True, True]
