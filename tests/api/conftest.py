from collections.abc import Callable
from datetime import timedelta

import jsonschema
import pytest
from django.test import Client

from booking.accounts.models import Membership
from booking.accounts.services import make_token
from booking.api.views.reference import openapi_document
from tests.conftest import NOW

ANSWERS = {"goals": "Sleep better", "consent": True}


@pytest.fixture
def api(studio) -> Client:
    """A client of Harbour Studio."""
    return Client(headers={"accept": "application/json"})


@pytest.fixture
def body() -> Callable[..., dict]:
    """A booking of coaching on the third Monday of 2027 at nine, changed as told."""

    def make(**changes) -> dict:
        values = {
            "offering": "coaching",
            "variant": "single",
            "starts_at": "2027-01-18T09:00:00+01:00",
            "timezone": "Europe/Zurich",
            "customer": {"name": "Eve Muster", "email": "eve@example.com"},
            "answers": ANSWERS,
            "payment": {"provider": "transfer"},
            **changes,
        }
        return {name: value for name, value in values.items() if value is not None}

    return make


@pytest.fixture
def class_body(api, body) -> Callable[..., dict]:
    """A booking of the first date of the class, changed as told."""

    def make(**changes) -> dict:
        first = api.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"][0]["reference"]
        given = {"offering": "tuesday-flow", "variant": "drop-in", "session": first, "starts_at": None, "answers": None}
        return body(**{**given, **changes})

    return make


@pytest.fixture
def book(api, body) -> Callable[..., dict]:
    """Books and gives the answer's document."""

    def make(**changes) -> dict:
        answer = api.post("/api/v1/bookings/", body(**changes), content_type="application/json")
        assert answer.status_code == 201, answer.content
        return answer.json()

    return make


@pytest.fixture
def bearer(studio):
    """The header of a token for a member of Harbour Studio."""

    def make(name: str, *scopes: str) -> dict[str, str]:
        membership = Membership.objects.get(user__email=f"{name}@harbour.example")
        _, secret = make_token(
            membership, name="test", scopes=scopes or ["*"], expires_at=NOW + timedelta(days=1), now=NOW
        )
        return {"Authorization": f"Bearer {secret}"}

    return make


def holding(token: str) -> dict[str, str]:
    return {"Authorization": f"Booking {token}"}


def assert_problem(answer, *, status: int, code: str) -> dict:
    """Compares an answer with the problem it must be; gives its document."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    document = answer.json()
    assert (document["status"], document["code"], document["type"]) == (status, code, f"/api/docs/#error-{code}")
    assert_shape(document, "Problem")
    return document


def assert_shape(value: object, name: str) -> None:
    """The value has the fields that the OpenAPI document declares for the component, and no others."""
    schemas = openapi_document()["components"]["schemas"]
    closed = {key: _closed(schema, is_open=key == "Problem") for key, schema in schemas.items()}
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": closed}}
    jsonschema.validate(value, whole, cls=jsonschema.Draft202012Validator)


def _closed(schema: dict, *, is_open: bool) -> dict:
    return schema if is_open else {**schema, "additionalProperties": False}
