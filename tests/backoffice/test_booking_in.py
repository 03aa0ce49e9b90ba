"""Booking for a customer at the desk, over the rules where there is a reason (BKG-12, CAT-12)."""

import html
import re

import pytest
from django.test import Client

from booking.audit.models import AuditRecord
from booking.offerings.models import Offering
from booking.reservations.models import Booking
from booking.scheduling.models import Session

pytestmark = pytest.mark.django_db
EVE = {
    "name": "Eve Muster",
    "email": "eve@example.com",
    "phone": "",
    "quantity": "1",
    "note": "",
    "provider": "transfer",
}
CLASS, COACHING = "/admin/studio/book/tuesday-flow/", "/admin/studio/book/coaching/"
ANSWERS = {"answer-goals": "Sleep", "answer-consent": "on"}


@pytest.fixture
def first(studio) -> Session:
    return Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()


def carried(answer) -> dict[str, str]:
    """What the form that does it carries along."""
    assert answer.status_code == 200, answer.content
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', answer.content.decode())
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def checked(client: Client, address: str, **filled: str) -> tuple[str, dict[str, str]]:
    answer = client.post(address, {**EVE, **filled})
    return answer.content.decode(), carried(answer)


def test_a_date_is_booked_for_somebody_once(sign_in, first):
    ben = sign_in("ben")
    roster = ben.get(f"/admin/studio/sessions/{first.reference}/").content.decode()
    assert f"{CLASS}?session={first.reference}" in roster
    assert f'value="{first.reference}" selected' in ben.get(f"{CLASS}?session={first.reference}").content.decode()
    page, form = checked(ben, CLASS, variant="drop-in", session=first.reference)
    said = ["Tuesday 5 January 2027, 18:00 to 19:15" in page, "CHF 28.00" in page, "goes over rules" in page]
    assert (said, Booking.objects.exists()) == ([True, True, False], False)
    answers = [ben.post(CLASS, form) for _ in range(2)]
    booking = Booking.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/admin/studio/bookings/{booking.reference}/"] * 2
    assert (booking.status, booking.source, booking.seats.get().session) == ("confirmed", "staff", first)


def test_a_rule_is_gone_over_with_a_warning_and_a_reason(sign_in, first):
    Offering.objects.filter(slug="tuesday-flow").update(prerequisites=["open-circle"])
    ben = sign_in("ben")
    page, form = checked(ben, CLASS, variant="drop-in", session=first.reference)
    assert ("builds on Open circle" in page, "Book it all the same" in page) == (True, True)
    refused = ben.post(CLASS, form)
    assert (refused.status_code, Booking.objects.exists()) == (422, False)
    form["promise"] = re.search(r'name="promise" value="([^"]*)"', refused.content.decode())[1]
    assert ben.post(CLASS, {**form, "reason": "Known to us"}).status_code == 303
    record = AuditRecord.objects.get(action="booking.policy_overruled")
    assert (record.reason, len(record.changes["warnings"])) == ("Known to us", 1)


def test_a_time_outside_of_hours_but_none_that_is_taken(sign_in, studio):
    ana = sign_in("ana")
    filled = {"variant": "single", "starts_at": "2027-01-13T19:00", **ANSWERS}
    page, form = checked(ana, COACHING, **filled)
    assert "It is outside of the hours of Ana Keller." in page
    assert ana.post(COACHING, {**form, "reason": "She works late"}).status_code == 303
    page, _form = checked(ana, COACHING, **{**filled, "starts_at": "2027-01-13T19:30"})
    assert ("Ana Keller has Coaching on 13 January 19:00" in page, "all the same" in page) == (True, False)
    assert Booking.objects.count() == 1


def test_what_was_filled_in_comes_back_to_be_changed(sign_in, first):
    ben = sign_in("ben")
    _page, form = checked(ben, CLASS, variant="drop-in", session=first.reference)
    again = ben.post(CLASS, {**form, "again": "yes"})
    assert (again.status_code, 'value="eve@example.com"' in again.content.decode()) == (200, True)
    # Whoever changes the hidden fields is shown what that means first.
    altered = ben.post(CLASS, {**form, "quantity": "2"})
    assert (altered.status_code, "CHF 56.00" in altered.content.decode(), Booking.objects.exists()) == (
        409,
        True,
        False,
    )


@pytest.mark.parametrize(
    "filled",
    [
        {"name": ""},
        {"email": "nobody"},
        {"quantity": "0"},
        {"quantity": "99999"},
        {"session": "NOBODY"},
        {"variant": "none"},
        {"provider": "gold"},
        {"phone": "12"},
    ],
)
def test_nonsense_is_told_beside_its_field(sign_in, first, filled):
    asked = {**EVE, "variant": "drop-in", "session": first.reference, **filled}
    refused = sign_in("ben").post(CLASS, asked)
    assert (refused.status_code, "desk__faults" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("starts_at", ["", "soon", "2020-01-01T10:00", "9999-12-31T23:59", "2040-01-01T10:00"])
def test_a_time_that_cannot_be_is_told(sign_in, studio, starts_at):
    asked = {**EVE, "variant": "single", "starts_at": starts_at, **ANSWERS}
    assert sign_in("ana").post(COACHING, asked).status_code == 422


def test_a_sold_out_date_stays_sold_out(sign_in, first):
    Session.objects.filter(pk=first.pk).update(taken=5)
    refused = sign_in("ben").post(CLASS, {**EVE, "variant": "drop-in", "session": first.reference})
    assert (refused.status_code, "This date is sold out." in refused.content.decode()) == (409, True)


def test_each_books_what_they_hold(sign_in, first):
    assert {name: sign_in(name).get(CLASS).status_code for name in ("owner", "ben", "ana")} == {
        "owner": 200,
        "ben": 200,
        "ana": 404,
    }
    listed = {name: CLASS in sign_in(name).get("/admin/studio/book/").content.decode() for name in ("ben", "ana")}
    assert listed == {"ben": True, "ana": False}
    assert '<span class="desk__count">One-to-one</span>' in sign_in("ana").get("/admin/studio/book/").content.decode()
    retreat = sign_in("ana").post("/admin/studio/book/june-retreat/", {**EVE, "variant": "full"})
    assert ("CHF 890.00" in retreat.content.decode(), retreat.status_code) == (True, 200)


def test_a_type_of_participant_is_chosen(sign_in, first):
    Offering.objects.filter(slug="tuesday-flow").update(participant_types={"guest": 4, "helper": 1})
    ben = sign_in("ben")
    _page, form = checked(ben, CLASS, variant="drop-in", session=first.reference, participant_type="helper")
    assert ben.post(CLASS, form).status_code == 303
    assert Booking.objects.get().participant_type == "helper"
