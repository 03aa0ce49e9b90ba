"""One booking at the desk: cancelled in whole or part, moved, noted about (BKG-8, BKG-11)."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from booking.audit.models import AuditRecord
from booking.offerings.models import Variant
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.models import Booking, Modification
from booking.reservations.services import BookingRequest, book
from tests.backoffice.test_desk import booked
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)
FORM = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
def pack(studio) -> Booking:
    """Four weekly sessions for CHF 440.00, paid."""
    variant = Variant.objects.select_related("offering").get(offering__slug="coaching", slug="pack-4")
    person = {"name": "Eve Muster", "email": "eve@example.com", "timezone": "Europe/Zurich", "source": "page"}
    answers = {"goals": "Sleep", "consent": True}
    request = BookingRequest(offering=variant.offering, variant=variant, starts_at=(MONDAY,), answers=answers, **person)
    booking = book(request, provider="transfer", actor="customer", now=NOW).booking
    payment = Payment.objects.get(order=booking.order, status="pending")
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=NOW)
    return booking


def address(booking: Booking, what: str) -> str:
    return f"/admin/studio/bookings/{booking.reference}/{what}/"


def shown(client: Client, booking: Booking, what: str, **asked: str) -> tuple[str, dict[str, str]]:
    """The page as text, and what its form carries along."""
    answer = client.get(address(booking, what), asked)
    assert answer.status_code == 200, answer.content
    return answer.content.decode(), carried(answer)


def carried(answer) -> dict[str, str]:
    """What the form on a page carries along."""
    page = answer.content.decode()
    return {name: html.unescape(value) for name, value in FORM.findall(page[page.find('name="promise"') - 40 :])}


def first_session(booking: Booking):
    return booking.seats.order_by("session__starts_at").first().session


def test_a_part_is_given_up_after_its_effect_was_shown(sign_in, pack):
    ana, session = sign_in("ana"), first_session(pack)
    page, form = shown(ana, pack, "cancel", session=session.reference)
    assert ("CHF 35.00" in page, "Cancel without a fee" in page) == (True, False)
    assert pack.seats.filter(status="released").count() == 0
    answers = [ana.post(address(pack, "cancel"), {**form, "reason": "Ill"}).status_code for _ in range(2)]
    assert (answers, pack.seats.filter(status="released").count()) == ([303, 303], 1)
    given_up = Modification.objects.get()
    assert (given_up.kind, given_up.changes["money"]["refund"]) == ("given_up", "CHF 35.00")
    assert "refund CHF 35.00" in ana.get(f"/admin/studio/bookings/{pack.reference}/").content.decode()


def test_the_fee_is_waived_for_a_reason(sign_in, studio):
    booking = booked("coaching", at=NOW + timedelta(hours=5)).booking
    ana = sign_in("ana")
    page, form = shown(ana, booking, "cancel")
    assert ("CHF 20.00" in page, "Letting them off" in page) == (True, True)
    refused = ana.post(address(booking, "cancel"), {**form, "waive": "yes"})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    form = {**carried(refused), "waive": "yes", "reason": "Her child is ill"}
    assert ana.post(address(booking, "cancel"), form).status_code == 303
    record = AuditRecord.objects.get(action="booking.policy_overruled")
    assert (record.reason, record.subject_reference) == ("Her child is ill", booking.reference)
    booking.refresh_from_db()
    assert booking.status == "cancelled"
    assert "nothing left to cancel" in ana.get(address(booking, "cancel")).content.decode()


def test_what_costs_more_meanwhile_is_shown_again(sign_in, studio):
    booking = booked("coaching", at=NOW + timedelta(hours=5)).booking
    ana = sign_in("ana")
    _page, form = shown(ana, booking, "cancel")
    Booking.objects.filter(pk=booking.pk).update(policy={**booking.policy, "late_cancel_fee": 3000})
    outdated = ana.post(address(booking, "cancel"), form)
    assert (outdated.status_code, "CHF 30.00" in outdated.content.decode()) == (409, True)
    booking.refresh_from_db()
    assert booking.status == "confirmed"


def test_a_session_moves_to_a_free_time(sign_in, pack):
    ana, session = sign_in("ana"), first_session(pack)
    assert "Which session" in ana.get(address(pack, "reschedule")).content.decode()
    page, _form = shown(ana, pack, "reschedule", session=session.reference)
    assert "to=2027-01-05T09%3A30%3A00%2B01%3A00" in page
    page, form = shown(ana, pack, "reschedule", session=session.reference, to="2027-01-19T10:00:00+01:00")
    assert ("Tuesday 19 January 2027, 10:00" in page, "goes over rules" in page) == (True, False)
    answers = [ana.post(address(pack, "reschedule"), form).status_code for _ in range(2)]
    assert (answers, AuditRecord.objects.filter(action="booking.policy_overruled").exists()) == ([303, 303], False)
    assert [seat.session.starts_at for seat in pack.seats.filter(moves__gt=0)] == [MONDAY + timedelta(days=1, hours=1)]


def test_rules_are_gone_over_with_a_warning_and_a_reason(sign_in, studio):
    booking = booked("coaching", at=NOW + timedelta(hours=5)).booking
    ana, asked = sign_in("ana"), {"session": first_session(booking).reference, "to": "2027-01-13T19:00"}
    page, form = shown(ana, booking, "reschedule", **asked)
    said = ["until 12 hours before" in page, "It is outside of the hours of Ana Keller." in page]
    assert said == [True, True]
    refused = ana.post(address(booking, "reschedule"), form)
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    form = {**carried(refused), "reason": "She works late"}
    assert ana.post(address(booking, "reschedule"), form).status_code == 303
    kept = [record.changes["warnings"] for record in AuditRecord.objects.filter(action="booking.policy_overruled")]
    texts = ["It can be moved until 12 hours before it starts."], ["It is outside of the hours of Ana Keller."]
    assert kept == list(texts)
    assert booking.seats.get(status="booked").session.starts_at == datetime(2027, 1, 13, 18, tzinfo=UTC)


def test_time_that_is_taken_is_never_gone_over(sign_in, studio):
    booking, other = (booked("coaching", at=MONDAY + timedelta(hours=hours)).booking for hours in (0, 2))
    ana, taken = sign_in("ana"), first_session(other).starts_at
    asked = {"session": first_session(booking).reference, "to": (taken + timedelta(minutes=30)).isoformat()}
    page, _form = shown(ana, booking, "reschedule", **asked)
    assert ("Ana Keller has Coaching on 18 January 11:00 to 12:00." in page, "all the same" in page) == (True, False)
    # The control: its own time is in nobody's way.
    asked["to"] = (MONDAY + timedelta(minutes=30)).isoformat()
    page, form = shown(ana, booking, "reschedule", **asked)
    assert "This cannot be" not in page
    assert ana.post(address(booking, "reschedule"), {**form, "to": taken.isoformat()}).status_code == 409


def test_a_date_is_swapped_for_another(sign_in, studio):
    variant = Variant.objects.select_related("offering").get(offering__slug="tuesday-flow")
    first, second = variant.offering.session_rows.order_by("starts_at")[:2]
    person = {"name": "Eve Muster", "email": "eve@example.com", "timezone": "Europe/Zurich", "source": "page"}
    request = BookingRequest(offering=variant.offering, variant=variant, sessions=(first.reference,), **person)
    booking = book(request, provider="transfer", actor="customer", now=NOW).booking
    ben = sign_in("ben")
    page, _form = shown(ben, booking, "reschedule")
    assert (second.reference in page, first.reference + '"' not in page) == (True, True)
    _page, form = shown(ben, booking, "reschedule", to=second.reference)
    assert ben.post(address(booking, "reschedule"), form).status_code == 303
    assert booking.seats.get(status="booked").session == second


@pytest.mark.parametrize(
    "what, asked, status",
    [
        ("cancel", {"session": "NOBODY"}, 422),
        ("cancel", {"session": "NOBODY", "reach": "ever"}, 422),
        ("cancel", {"places": "x"}, 422),
        ("reschedule", {"session": "NOBODY"}, 422),
        ("reschedule", {"to": "soon"}, 422),
        ("reschedule", {"to": "9999-12-31T23:59"}, 422),
        ("reschedule", {"to": "2020-01-01T10:00"}, 422),
    ],
)
def test_nonsense_is_told_with_a_way_on(sign_in, studio, what, asked, status):
    booking = booked("coaching", at=MONDAY).booking
    ana = sign_in("ana")
    assert ana.get(address(booking, what), asked).status_code == status
    assert ana.post(address(booking, what), asked).status_code in (400, 422)
    assert booking.seats.get().status == "booked"


def test_notes_are_kept_for_those_they_are_for(sign_in, client, studio):
    placed = booked("coaching", at=MONDAY)
    ana, page = sign_in("ana"), f"/admin/studio/bookings/{placed.booking.reference}/"
    for audience, text in (("staff", "Pays late"), ("participant", "Bring a mat")):
        form = dict(FORM.findall(ana.get(page).content.decode()))
        sent = {"promise": form["promise"], "audience": audience, "text": text}
        assert [ana.post(f"{page}notes/", sent).status_code for _ in range(2)] == [303, 303]
    seen = ana.get(page).content.decode()
    assert (seen.count("Pays late"), seen.count("Bring a mat")) == (1, 1)
    hub = client.get(f"/booking/{placed.booking.reference}/?token={placed.token}").content.decode()
    assert ("Pays late" in hub, "Bring a mat" in hub) == (False, True)
    assert ana.post(f"{page}notes/", {"audience": "all", "text": "x"}).status_code == 422
    assert sign_in("ben").post(f"{page}notes/", {"audience": "staff", "text": "x"}).status_code == 404
