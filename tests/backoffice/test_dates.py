"""Dates are changed at the desk, with what that means shown before (SCH-2, SCH-8, CAP-1, BKG-16)."""

import re

import pytest
from django.test import Client

from booking.audit.models import AuditRecord
from booking.offerings.models import Variant
from booking.reservations.models import Booking
from booking.reservations.services import BookingRequest, book
from booking.scheduling.models import Session
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(studio) -> Session:
    return Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()


@pytest.fixture
def booked(first) -> Booking:
    variant = Variant.objects.select_related("offering").get(offering__slug="tuesday-flow")
    person = {"name": "Eve Muster", "email": "eve@example.com", "timezone": "Europe/Zurich", "source": "page"}
    request = BookingRequest(offering=variant.offering, variant=variant, sessions=(first.reference,), **person)
    return book(request, provider="transfer", actor="customer", now=NOW).booking


def address(session: Session, what: str = "") -> str:
    return f"/admin/studio/sessions/{session.reference}/change/{what}{'/' if what else ''}"


def hidden(page: str) -> dict[str, list[str]]:
    """What the form that does it carries along."""
    form = page[page.index('name="promise"') - 40 : page.index('name="reason"')]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def shown(client: Client, session: Session, what: str, **asked: object) -> str:
    answer = client.get(address(session, what), asked)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def done(client: Client, session: Session, what: str, **asked: object) -> int:
    """What pressing the button answers, after the page was looked at."""
    form = hidden(shown(client, session, what, **asked))
    return client.post(address(session, what), {**form, "reason": "Ben is away"}).status_code


def test_a_date_is_moved_after_its_effect_was_shown(sign_in, first, booked):
    owner = sign_in("owner")
    page = shown(owner, first, "move", to="2027-01-06T18:30")
    said = ["Eve Muster" in page, "Wednesday 6 January 2027, 18:30 to 19:45" in page, "This cannot be" in page]
    assert said == [True, True, False]
    form = {**hidden(page), "reason": "Ben is away"}
    assert [owner.post(address(first, "move"), form).status_code for _ in range(2)] == [303, 303]
    first.refresh_from_db()
    assert (first.starts_at.isoformat(), first.sequence) == ("2027-01-06T17:30:00+00:00", 1)
    assert AuditRecord.objects.get(action="session.moved").reason == "Ben is away"


def test_looking_at_what_would_happen_changes_nothing(sign_in, first, booked):
    owner = sign_in("owner")
    shown(owner, first, "call-off", reach="following")
    shown(owner, first, "move", to="2027-01-06T18:30", reach="following")
    first.refresh_from_db()
    assert (first.status, first.sequence, Booking.objects.get().status) == ("scheduled", 0, "confirmed")


def test_dates_move_from_one_on(sign_in, first):
    owner = sign_in("owner")
    page = shown(owner, first, "move", to="2027-01-06T18:30", reach="following")
    assert ("49 dates" in page, "and 37 more" in page) == (True, True)
    assert done(owner, first, "move", to="2027-01-06T18:30", reach="following") == 303
    # One of them was moved by name, and stays where it is.
    assert Session.objects.filter(offering=first.offering_id, sequence=1).count() == 49


def test_what_is_in_the_way_is_shown_and_refused(sign_in, first):
    other = Session.objects.filter(offering=first.offering_id).order_by("starts_at")[1]
    owner = sign_in("owner")
    page = shown(owner, first, "move", to="2027-01-12T18:30")
    assert "Tue 12 January, 18:30: Ben Lind is taken from Tue 12 January, 18:00 to Tue 12 January, 19:15." in page
    assert ('name="promise"' in page, "Room 1 is taken" in page) == (False, True)
    # The control: right behind it nothing is said to be in the way, and the service agrees.
    assert done(owner, first, "move", to="2027-01-12T19:15") == 303
    form = hidden(shown(owner, other, "move", to="2027-01-13T18:30"))
    refused = owner.post(address(other, "move"), {**form, "to": "2027-01-12T20:00"})
    assert (refused.status_code, "This cannot be" in refused.content.decode()) == (409, True)
    other.refresh_from_db()
    assert other.sequence == 0


def test_calling_off_tells_what_goes_back(sign_in, first, booked):
    owner = sign_in("owner")
    page = shown(owner, first, "call-off")
    assert ("Eve Muster" in page, "0.00" in page) == (True, True)
    assert done(owner, first, "call-off") == 303
    assert Booking.objects.get().status == "cancelled"
    assert "was called off" in owner.get(address(first)).content.decode()


def test_what_has_changed_meanwhile_is_shown_again(sign_in, first, request):
    owner = sign_in("owner")
    form = hidden(shown(owner, first, "call-off"))
    request.getfixturevalue("booked")
    outdated = owner.post(address(first, "call-off"), form)
    assert (outdated.status_code, "has changed while" in outdated.content.decode()) == (409, True)
    first.refresh_from_db()
    assert first.status == "scheduled"
    assert owner.post(address(first, "call-off"), hidden(outdated.content.decode())).status_code == 303


def test_others_hold_it_with_more_places(sign_in, first):
    owner = sign_in("owner")
    assert done(owner, first, "restaff", lead="ana-keller", also="ben-lind") == 303
    assert [link.instructor.slug for link in first.facilitator_links.order_by("position")] == ["ana-keller", "ben-lind"]
    assert done(owner, first, "capacity", capacity=8, overbooking=1) == 303
    first.refresh_from_db()
    assert (first.capacity, first.overbooking) == (8, 1)


def test_one_more_date_is_opened_where_one_is_nearly_full(sign_in, first):
    Session.objects.filter(pk=first.pk).update(taken=5)
    owner = sign_in("owner")
    page = owner.get(address(first)).content.decode()
    proposed = re.findall(r"overflow/\?start=([\dT:-]+)", page)
    assert ("nearly full" in page, len(proposed) > 0) == (True, True)
    assert done(owner, first, "overflow", start=proposed[0]) == 303
    assert done(owner, first, "overflow", start="2027-01-07T10:00") == 303
    assert Session.objects.filter(offering=first.offering_id, starts_at="2027-01-07T09:00Z").count() == 1


@pytest.mark.parametrize(
    "what, asked",
    [
        ("move", {}),
        ("move", {"to": "soon"}),
        ("move", {"to": "2020-01-01T10:00"}),
        ("move", {"to": "9999-12-31T23:59"}),
        ("move", {"to": "2028-06-01T18:00", "reach": "following"}),
        ("move", {"to": "2027-01-06T18:30", "reach": "ever"}),
        ("restaff", {"lead": "nobody"}),
        ("capacity", {"capacity": "0", "overbooking": "0"}),
        ("capacity", {"capacity": "٣", "overbooking": "0"}),
        ("overflow", {"start": ""}),
    ],
)
def test_what_cannot_be_is_said_above_the_forms(sign_in, first, what, asked):
    refused = sign_in("owner").get(address(first, what), asked)
    assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (422, True)


def test_a_button_of_no_page_does_nothing(sign_in, first):
    owner = sign_in("owner")
    assert owner.post(address(first, "call-off"), {"reach": "this"}).status_code == 400
    assert owner.post(address(first, "call-off"), {"promise": "made:up"}).status_code == 400
    assert owner.get(address(first, "win")).status_code == 404
    first.refresh_from_db()
    assert first.status == "scheduled"


def test_dates_are_changed_by_those_who_manage_the_offering(sign_in, first):
    answers = {name: sign_in(name).get(address(first)).status_code for name in ("owner", "ben", "ana")}
    assert answers == {"owner": 200, "ben": 200, "ana": 404}
    roster = f"/admin/studio/sessions/{first.reference}/"
    assert address(first) in sign_in("ben").get(roster).content.decode()
    agenda = {name: address(first) in sign_in(name).get("/admin/studio/").content.decode() for name in ("ben", "ana")}
    assert agenda == {"ben": True, "ana": False}
