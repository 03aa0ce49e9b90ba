"""Whatever is sent, the answer is a problem a program can act on, and never a crash (HARDENING H12, H13)."""

import json

import pytest
from django.test import Client

from booking.core import errors
from booking.people.models import Customer
from booking.reservations.models import Booking
from tests.api.conftest import assert_problem, holding

BOOKINGS = "/api/v1/bookings/"
NASTY = [
    None, True, False, 0, -1, 2, 10**30, 1.5, -1e300, "", " ", "x", "x" * 5000, "0", "null", "-1", "١", "🧘" * 50,
    "' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "9999-12-31T23:59:59+14:00", "\t\n", "\u202e",
    [], [[]], [None], ["x"], [1] * 200, {}, {"x": 1}, {"": ""}, {"__class__": "x"},
]  # fmt: skip
FIELDS = [
    "offering", "variant", "starts_at", "session", "sessions", "instructor", "timezone", "customer", "answers",
    "coupon", "quantity", "length", "payment", "key",
]  # fmt: skip


def send(api: Client, raw: str | bytes, path: str = BOOKINGS, **kwargs):
    return api.post(path, raw, content_type="application/json", **kwargs)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"offering": None}, "offering"),
        ({"offering": "nothing"}, "offering"),
        ({"offering": "secret"}, "offering"),
        ({"offering": "by-link"}, "offering"),
        ({"variant": "gold"}, "variant"),
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": "2027-01-18T09:00:00"}, "starts_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59Z"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"starts_at": "2027-02-30T09:00:00Z"}, "starts_at"),
        ({"starts_at": ["2027-01-18T09:00:00Z", "2027-01-19T09:00:00Z"]}, "starts_at"),
        ({"session": "ABC"}, "session"),
        ({"sessions": ["ABC"]}, "sessions"),
        ({"session": "A", "sessions": ["A"]}, "sessions"),
        ({"timezone": None}, "timezone"),
        ({"timezone": "Europe"}, "timezone"),
        ({"timezone": "/etc/passwd"}, "timezone"),
        ({"instructor": "ben-lind"}, "instructor"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 21}, "quantity"),
        ({"quantity": 10**30}, "quantity"),
        ({"quantity": 2}, "quantity"),
        ({"length": 45}, "length"),
        ({"coupon": "SUMMER"}, "coupon"),
        ({"customer": None}, "customer"),
        ({"customer": {"name": "Eve"}}, "customer.email"),
        ({"customer": {"name": " ", "email": "eve@example.com"}}, "customer.name"),
        ({"customer": {"name": "Eve", "email": "eve"}}, "customer.email"),
        ({"customer": {"name": "E" * 121, "email": "eve@example.com"}}, "customer.name"),
        ({"customer": {"name": "Eve", "email": "eve@example.com", "phone": "call me"}}, "customer.phone"),
        ({"customer": {"name": "Eve", "email": "eve@example.com", "phone": "1"}}, "customer.phone"),
        ({"answers": {}}, "answers.consent"),
        ({"answers": {"goals": "x", "consent": True, "shoe": 9}}, "answers.shoe"),
        ({"answers": {"goals": ["x"], "consent": True}}, "answers.goals"),
        ({"payment": None}, "payment"),
        ({"payment": {}}, "payment.provider"),
        ({"payment": {"provider": "barter"}}, "payment.provider"),
        ({"payment": {"provider": "free"}}, "payment.provider"),
    ],
)
def test_values_that_cannot_be_are_named(api, body, changes, field):
    given = {**body(), **changes}
    answer = send(api, json.dumps({name: value for name, value in given.items() if value is not None}))
    document = assert_problem(answer, status=422, code="validation")
    assert sorted(document["fields"])[0] == field


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_refused_booking_leaves_nothing(api, body):
    answer = send(api, json.dumps(body(payment={"provider": "free"})))
    assert_problem(answer, status=422, code="validation")
    assert (Booking.objects.count(), Customer.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"status": "confirmed"}, "status"),
        ({"customer": {"name": "Eve", "email": "eve@example.com", "id": 1}}, "customer.id"),
        ({"payment": {"provider": "transfer", "amount": "0.00"}}, "payment.amount"),
        ({"quantity": "2"}, "quantity"),
        ({"quantity": 2.0}, "quantity"),
        ({"quantity": True}, "quantity"),
        ({"offering": 7}, "offering"),
        ({"starts_at": 1800000000}, "starts_at"),
        ({"sessions": "ABC"}, "sessions"),
        ({"customer": "Eve"}, "customer"),
        ({"customer": {"name": ["Eve"], "email": "eve@example.com"}}, "customer.name"),
        ({"answers": []}, "answers"),
    ],
)
def test_unknown_fields_and_wrong_types_are_malformed(api, body, changes, field):
    document = assert_problem(send(api, json.dumps(body(**changes))), status=400, code="malformed")
    assert sorted(document["fields"]) == [field]
    assert field in document["detail"]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b'"text"', b"7", b"\xff\xfe", b'{"quantity": NaN}', b'{"quantity": Infinity}',
        b'{"quantity": 1e999}', b'{"quantity": ' + b"9" * 5000 + b"}", b'{"quantity": 1, "quantity": 2}',
        b'{"offering": "a\\u0000b"}', b'{"offering": "\\ud800"}', b'{"\\udfff": 1}', b'{"offering": "\\u001b"}',
        b"[" * 100_000, b'{"a":' * 100_000, b"[" * 30 + b"]" * 30, b'{"answers": ' + b"[" * 25 + b"]" * 25 + b"}",
        b"{'offering': 1}", b'\xef\xbb\xbf{"offering": "x"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_malformed(api, raw):
    answer = send(api, raw)
    if raw == b"":
        assert_problem(answer, status=422, code="validation")
    else:
        assert_problem(answer, status=400, code="malformed")


@pytest.mark.parametrize("name", FIELDS)
def test_no_value_of_any_field_crashes(api, body, name):
    for value in NASTY:
        answer = send(api, json.dumps({**body(), name: value}))
        expected = {201, 400, 422} if name in {"quantity", "key", "length", "starts_at", "answers"} else {400, 422}
        assert answer.status_code in expected | {409}, (name, value, answer.content)


@pytest.mark.parametrize("name", ["name", "email", "phone"])
def test_no_value_of_the_customer_crashes(api, body, name):
    for value in NASTY:
        customer = {"name": "Eve", "email": "eve@example.com", name: value}
        answer = send(api, json.dumps(body(customer=customer)))
        assert answer.status_code in {201, 400, 409, 422}, (name, value, answer.content)


@pytest.mark.parametrize("question", ["goals", "injuries", "level", "consent"])
def test_no_answer_crashes(api, body, question):
    for value in NASTY:
        answers = {"goals": "x", "consent": True, question: value}
        answer = send(api, json.dumps(body(answers=answers)))
        assert answer.status_code in {201, 400, 409, 422}, (question, value, answer.content)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/offerings/?q={}", "/api/v1/offerings/?cursor={}", "/api/v1/offerings/?price_min={}",
        "/api/v1/offerings/coaching/?key={}", "/api/v1/offerings/coaching/slots/?from={}&to=2027-01-01",
        "/api/v1/offerings/coaching/slots/?from=2027-01-01&to=2027-01-02&timezone={}",
        "/api/v1/offerings/tuesday-flow/sessions/?to={}", "/api/v1/instructors/?specialization={}",
        "/api/v1/offerings/{}/", "/api/v1/bookings/{}/", "/api/v1/{}/",
    ],
)  # fmt: skip
def test_no_address_crashes(api, path):
    for value in ("%00", "%ED%A0%80", "%FF", "%1B", "%27", "x" * 3000, "x" * 9000, "-1", "1e999", "%25", "%C3%A9"):
        answer = api.get(path.format(value), headers=holding("x%00"))
        assert 200 <= answer.status_code < 500, (path, value)
        if answer.status_code != 200:
            assert answer["Content-Type"] == "application/problem+json", (path, value)


def test_an_endless_address_is_refused(api):
    answer = api.get("/api/v1/offerings/?q=" + "x" * 8000)
    assert_problem(answer, status=414, code="address_too_long")
    assert api.get("/?q=" + "x" * 8000).status_code == 414


def test_too_many_parameters_are_malformed(api):
    assert_problem(api.get("/api/v1/offerings/?" + "a&" * 600), status=400, code="malformed")


def test_forms_with_nul_are_refused(api):
    answer = api.post("/", "name=a%00b", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/offerings/", "/api/v1/offerings", "/api/v1/x/y/z/"])
def test_unknown_routes_are_problems(api, path):
    for method in (api.get, api.post, api.delete):
        assert_problem(method(path), status=404, code="not_found")


def test_other_methods_are_problems(api):
    for method in (api.put, api.patch, api.delete):
        answer = method("/api/v1/offerings/")
        assert_problem(answer, status=405, code="method_not_allowed")
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert api.options("/api/v1/offerings/").status_code == 204


def test_other_representations_are_problems(api):
    assert_problem(api.get("/api/v1/offerings/", headers={"accept": "text/html"}), status=406, code="not_acceptable")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_other_bodies_are_problems(api, kind):
    answer = api.post(BOOKINGS, b"offering=coaching", content_type=kind)
    assert_problem(answer, status=415, code="unsupported_media_type")


def test_bodies_of_unknown_length_are_malformed(api):
    answer = api.generic("POST", BOOKINGS, headers={"Transfer-Encoding": "chunked"})
    document = assert_problem(answer, status=400, code="malformed")
    assert "Content-Length" in document["detail"]


def test_contention_asks_to_come_back(api, body, monkeypatch):
    def refuse(*args, **kwargs):
        raise errors.Busy()

    monkeypatch.setattr("booking.api.views.bookings.book", refuse)
    answer = send(api, json.dumps(body()))
    assert_problem(answer, status=503, code="busy")
    assert answer["Retry-After"] == "2"


def test_what_nobody_expected_stays_a_logged_500(api, body, monkeypatch, caplog):
    def break_down(*args, **kwargs):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("booking.api.views.bookings.book", break_down)
    quiet = Client(raise_request_exception=False)
    answer = send(quiet, json.dumps(body()))
    assert_problem(answer, status=500, code="internal")
    assert "secret" not in answer.content.decode()
    assert [record.exc_info[0] for record in caplog.records if record.name == "django.request"] == [ZeroDivisionError]


def test_a_body_over_a_megabyte_is_too_large(api):
    answer = send(api, b'{"offering": "' + b"x" * 1_000_001 + b'"}')
    assert_problem(answer, status=413, code="too_large")
