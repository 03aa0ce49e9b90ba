"""A database that takes no writes for now: what would write is refused, what reads is answered, and it passes."""

import sqlite3

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client

from booking.core.outages import is_outage
from booking.reservations.models import Booking
from tests.api.conftest import *  # noqa: F403
from tests.api.conftest import assert_problem

READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
}


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_bookings_are_refused_for_now(studio, body):
    quiet = Client(raise_request_exception=False)
    closed, opened = READ_ONLY[connection.vendor]
    execute(closed)
    try:
        answer = quiet.post("/api/v1/bookings/", body(), content_type="application/json")
        listed = quiet.get("/api/v1/offerings/")
    finally:
        execute(opened)
    assert_problem(answer, status=503, code="unavailable")
    assert answer["Retry-After"] == "5"
    assert listed.status_code == 200
    assert Booking.objects.count() == 0
    assert quiet.post("/api/v1/bookings/", body(), content_type="application/json").status_code == 201


def test_a_mistake_of_ours_is_no_outage(studio):
    with pytest.raises((OperationalError, ProgrammingError)) as missing:
        execute("SELECT 1 FROM no_such_table")
    assert not is_outage(missing.value)
    assert not is_outage(sqlite3.OperationalError("database is locked"))
    assert not is_outage(ZeroDivisionError())
