"""The desk is there for those who work for the host's studio, each with what is theirs (ORG-3)."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from booking.accounts.models import User
from booking.offerings.models import Variant
from booking.reservations.services import BookingRequest, PlacedBooking, book
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def booked(slug: str, *, at: datetime) -> PlacedBooking:
    variant = Variant.objects.select_related("offering").filter(offering__slug=slug).first()
    request = BookingRequest(
        offering=variant.offering,
        variant=variant,
        name="Eve Muster",
        email="eve@example.com",
        timezone="Europe/Zurich",
        source="page",
        starts_at=(at,),
        answers={"goals": "Sleep", "consent": True},
    )
    return book(request, provider="transfer", actor="customer", now=NOW)


def test_agenda_shows_managers_everything_and_instructors_what_they_hold(sign_in):
    shown = {
        name: sign_in(name).get("/admin/studio/?from=2027-01-04").content.decode() for name in ("owner", "ben", "ana")
    }
    assert {name: "Tuesday flow" in page for name, page in shown.items()} == {"owner": True, "ben": True, "ana": False}


def test_agenda_shows_the_clock_of_the_studio(sign_in):
    page = sign_in("owner").get("/admin/studio/?from=2027-01-04").content.decode()
    assert "18:00–19:15" in page


def test_agenda_of_empty_days_leads_to_the_next_session(sign_in):
    page = sign_in("owner").get("/admin/studio/?from=2026-12-20").content.decode()
    assert ("The next session is on Tuesday, 5 January 2027." in page, "?from=2027-01-05" in page) == (True, True)


def test_agenda_without_sessions_says_what_would_appear(sign_in):
    page = sign_in("owner").get("/admin/studio/?from=2035-01-01").content.decode()
    assert "Nothing in these days" in page


def test_agenda_of_no_day_is_that_of_today(sign_in):
    for asked in ("someday", "0001-01-01", "9999-12-31"):
        assert b"4 January" in sign_in("owner").get(f"/admin/studio/?from={asked}").content


def test_a_booking_is_open_to_those_it_concerns(sign_in):
    reference = booked("coaching", at=datetime(2027, 1, 18, 8, tzinfo=UTC)).booking.reference
    answers = {name: sign_in(name).get(f"/admin/studio/bookings/{reference}/") for name in ("owner", "ana", "ben")}
    assert {name: answer.status_code for name, answer in answers.items()} == {"owner": 200, "ana": 200, "ben": 404}
    assert b"eve@example.com" in answers["ana"].content
    unknown = sign_in("ben").get("/admin/studio/bookings/NOBODY0000/").content
    assert answers["ben"].content.replace(reference.encode(), b"NOBODY0000") == unknown


def test_whoever_works_elsewhere_finds_no_desk(studio):
    stranger = User.objects.create_superuser("operator@example.com", "a long password")
    stranger.is_superuser = False
    stranger.save()
    client = Client()
    client.force_login(stranger)
    assert client.get("/admin/studio/").status_code == 302
    stranger.is_superuser = True
    stranger.save()
    assert client.get("/admin/studio/").status_code == 200
