"""The document, the page for people, the probes, and what every route declares."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.validation import validate_schema

from booking.accounts.models import Domain
from booking.api.checks import check_routes, require_declared_routes
from booking.api.manual import EXPLAINED
from booking.api.problems import _PROTOCOL
from booking.api.views.reference import openapi_document
from booking.core import errors, guards
from booking.core.tenancy import acting_for_everyone


def test_the_document_is_valid_and_complete(api, tmp_path):
    document = api.get("/api/schema/").json()
    validate_schema(document)
    assert document["openapi"] == "3.1.1"
    assert {path: sorted(methods) for path, methods in document["paths"].items()} == {
        "/api/v1/offerings/": ["get"],
        "/api/v1/offerings/{slug}/": ["get"],
        "/api/v1/offerings/{slug}/slots/": ["get"],
        "/api/v1/offerings/{slug}/sessions/": ["get"],
        "/api/v1/offerings/{slug}/why/": ["get"],
        "/api/v1/instructors/": ["get"],
        "/api/v1/instructors/{slug}/": ["get"],
        "/api/v1/instructors/{slug}/calendar/": ["get"],
        "/api/v1/instructors/{slug}/connect/": ["post"],
        "/api/v1/instructors/{slug}/blackouts/": ["get", "post"],
        "/api/v1/instructors/{slug}/blackouts/give-back/": ["post"],
        "/api/v1/connections/": ["get"],
        "/api/v1/connections/{reference}/accept/": ["post"],
        "/api/v1/connections/{reference}/vip/": ["post"],
        "/api/v1/connections/{reference}/decline/": ["post"],
        "/api/v1/quotes/": ["post"],
        "/api/v1/bookings/": ["post"],
        "/api/v1/bookings/{reference}/": ["get"],
        "/api/v1/bookings/{reference}/order/": ["get"],
        "/api/v1/bookings/{reference}/papers/{number}/": ["get"],
        "/api/v1/bookings/{reference}/waive/": ["get", "post"],
        "/api/v1/credits/": ["get", "post"],
        "/api/v1/bookings/{reference}/cancel/": ["get", "post"],
        "/api/v1/bookings/{reference}/check-in/": ["post"],
        "/api/v1/bookings/{reference}/no-show/": ["post"],
        "/api/v1/bookings/{reference}/excuse/": ["post"],
        "/api/v1/bookings/{reference}/take-back/": ["post"],
        "/api/v1/sessions/{reference}/roster/": ["get"],
        "/api/v1/sessions/{reference}/move/": ["get", "post"],
        "/api/v1/sessions/{reference}/call-off/": ["get", "post"],
        "/api/v1/sessions/{reference}/guarantee/": ["get", "post"],
        "/api/v1/sessions/{reference}/overflow/": ["get", "post"],
        "/api/v1/sessions/{reference}/restaff/": ["get", "post"],
        "/api/v1/sessions/{reference}/capacity/": ["get", "post"],
        "/api/v1/bookings/{reference}/notes/": ["get", "post"],
        "/api/v1/bookings/{reference}/next/": ["get", "post"],
        "/api/v1/bookings/{reference}/reschedule/": ["get", "post"],
        "/api/v1/bookings/{reference}/approve/": ["post"],
        "/api/v1/bookings/{reference}/decline/": ["post"],
        "/api/v1/bookings/{reference}/propose/": ["post"],
        "/api/v1/bookings/{reference}/accept/": ["post"],
        "/api/v1/bookings/{reference}/decline-times/": ["post"],
        "/api/v1/bookings/{reference}/ask/": ["post"],
        "/api/v1/bookings/{reference}/answer/": ["post"],
        "/api/v1/agenda/": ["get"],
        "/api/v1/events/": ["post"],
        "/api/v1/requests/": ["get"],
        "/api/v1/members/": ["get"],
        "/api/v1/offerings/{slug}/hand-over/": ["get", "post"],
        "/api/v1/members/{reference}/lend-rights/": ["post"],
        "/api/v1/members/{reference}/take-rights/": ["post"],
        "/api/v1/members/{reference}/allow-creating/": ["post"],
        "/api/v1/members/{reference}/forbid-creating/": ["post"],
    }
    assert list(document["components"]["securitySchemes"]) == ["bookingToken", "staffSession", "staffToken"]
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))


def test_every_endpoint_has_words_and_every_body_an_example(api):
    operations = [
        operation for methods in api.get("/api/schema/").json()["paths"].values() for operation in methods.values()
    ]
    assert [operation["operationId"] for operation in operations if not operation["summary"]] == []
    bodies = [op["requestBody"]["content"]["application/json"] for op in operations if "requestBody" in op]
    assert {len(body["examples"]) for body in bodies} == {1}


def test_the_docs_page_shows_every_endpoint(api):
    page = api.get("/api/docs/")
    html = page.content.decode()
    assert page.status_code == 200
    methods = [method for path in openapi_document()["paths"].values() for method in path]
    assert html.count('class="docs__operation') == len(methods)
    assert "curl -X POST &quot;http://testserver/api/v1/bookings/&quot;" in html
    assert 'id="error-slot_taken"' in html


def test_every_code_is_explained():
    def kinds(base):
        return [base, *(found for kind in base.__subclasses__() for found in kinds(kind))]

    refusals = {(kind.code, kind.status) for kind in kinds(errors.AlmanacError) if kind is not errors.AlmanacError}
    protocol = {(code, status) for status, (code, _, _) in _PROTOCOL.items()}
    assert {(code, status) for code, status, _ in EXPLAINED} >= refusals | protocol


def test_all_routes_declare_who_and_how_often():
    assert [error for error in run_checks(tags=["urls"]) if error.id.startswith("api.")] == []


def test_a_route_that_declares_nothing_stops_the_start(settings):
    settings.ROOT_URLCONF = "tests.api.silent_urls"
    assert [error.msg for error in check_routes()] == [
        "The route 'silent/' does not declare actor, scope, rate_class.",
        "The route 'own/silent/' does not declare actor, scope, rate_class.",
        "The route 'unknown/' names unknown limits: sometimes.",
    ]
    with pytest.raises(ImproperlyConfigured):
        require_declared_routes()


@pytest.mark.django_db
def test_probes_need_neither_studio_nor_host():
    client = Client(headers={"host": "10.0.0.7"})
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/healthz").json() == {"status": "ok"}
    assert len(queries) == 0
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json(), answer["Cache-Control"]) == (200, {"status": "ready"}, "no-store")


@pytest.mark.django_db
def test_readiness_misses_guards():
    try:
        guards.take_down()
        if guards.standing():
            pytest.skip("the guards of this database are taken down with their tables only")
        answer = Client().get("/readyz")
    finally:
        guards.put_up()
    assert answer.status_code == 503
    assert answer.json()["obstacles"] == ["Guards are missing in the database; run manage.py migrate."]


@pytest.mark.django_db
def test_without_a_studio_there_is_nothing():
    with acting_for_everyone():
        Domain.objects.all().delete()
    answer = Client().get("/api/v1/offerings/")
    assert (answer.status_code, answer.json()["detail"]) == (404, "No studio lives at this address yet.")
