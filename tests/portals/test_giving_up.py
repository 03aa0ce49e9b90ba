"""The page on which a customer gives up a part of a booking (BKG-8)."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.models import Booking, Seat
from booking.scheduling.models import Session
from tests.conftest import NOW
from tests.portals.test_portal import state_of, text_of

MONDAY = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)


@pytest.fixture
def pack(make_booking) -> Booking:
    """Four weekly sessions for CHF 440.00, of which CHF 140.00 are paid."""
    booking = make_booking(variant="pack-4", starts_at=(MONDAY,))
    payment = Payment.objects.get(order=booking.order, status="pending")
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=NOW)
    return booking


@pytest.fixture
def pair(make_booking) -> Booking:
    first = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()
    return make_booking("tuesday-flow", sessions=(first.reference,), quantity=2)


def kept(booking: Booking) -> int:
    return Seat.objects.filter(booking=booking, status="booked").count()


def form_of(page) -> dict[str, str]:
    """What the form carries along."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found}


def test_one_session_of_a_pack_is_given_up_after_its_effect_was_shown(visitor, pack, page_of):
    path, second = page_of(pack, "give-up/"), pack.seats.order_by("session__starts_at")[1].session
    assert "/give-up/" in visitor.get(page_of(pack)).content.decode()
    choose = visitor.get(path).content.decode()
    assert (second.reference in choose, "<title>Give up a part" in choose) == (True, True)
    effect = visitor.get(f"{path}&session={second.reference}&reach=this")
    assert ("CHF 35.00" in text_of(effect), kept(pack)) == (True, 4)
    answers = [visitor.post(path, {**form_of(effect), "reason": "Holidays"}) for _ in range(2)]
    assert ([answer.status_code for answer in answers], kept(pack)) == ([303, 303], 3)
    assert "Holidays" in text_of(visitor.get(answers[0].headers["Location"]))


def test_a_session_and_all_that_follow(visitor, pack, page_of):
    path, second = page_of(pack, "give-up/"), pack.seats.order_by("session__starts_at")[1].session
    effect = visitor.get(f"{path}&session={second.reference}&reach=following")
    visitor.post(path, form_of(effect))
    assert kept(pack) == 1
    everything = visitor.get(f"{path}&session={pack.seats.get(status='booked').session.reference}")
    assert "your booking ends" in text_of(everything)


def test_one_of_two_places(visitor, pair, page_of):
    path = page_of(pair, "give-up/")
    assert "For how many people" in text_of(visitor.get(path))
    effect = visitor.get(f"{path}&places=1")
    assert "for one person" in text_of(effect)
    visitor.post(path, form_of(effect))
    assert ([seat.number for seat in Seat.objects.filter(booking=pair, status="booked")], pair.quantity) == ([1], 2)
    # The control: what is one by now has no part any more.
    assert "no part that could be given up alone" in text_of(visitor.get(path))
    assert "/give-up/" not in visitor.get(page_of(pair)).content.decode()


def test_what_means_something_else_meanwhile_is_shown_again(visitor, pack, page_of):
    path, first = page_of(pack, "give-up/"), pack.seats.order_by("session__starts_at").first().session
    effect = visitor.get(f"{path}&session={first.reference}")
    Session.objects.filter(pk=first.pk).update(starts_at=NOW + timedelta(hours=4), ends_at=NOW + timedelta(hours=5))
    outdated = visitor.post(path, form_of(effect))
    assert (outdated.status_code, "has changed while the page was open" in text_of(outdated)) == (409, True)
    assert kept(pack) == 4


def test_what_is_bought_as_one_has_no_parts(visitor, make_booking, page_of):
    retreat = make_booking("june-retreat", quantity=1)
    assert "no part that could be given up alone" in text_of(visitor.get(page_of(retreat, "give-up/")))


@pytest.mark.parametrize("asked", ["session=NOBODY", "places=x", "places=99", "session=NOBODY&reach=ever"])
def test_nonsense_is_told_and_changes_nothing(visitor, pack, page_of, asked):
    path = page_of(pack, "give-up/")
    assert visitor.get(f"{path}&{asked}").status_code == 422
    assert visitor.post(path, {"state": "made:up:here", "session": "NOBODY"}).status_code == 400
    assert kept(pack) == 4


def test_the_state_names_its_own_booking(visitor, pack, pair, page_of):
    other = state_of(visitor.get(f"{page_of(pair, 'give-up/')}&places=1"))
    assert visitor.post(page_of(pack, "give-up/"), {"state": other, "places": "1"}).status_code in (409, 422)
    assert (kept(pack), kept(pair)) == (4, 2)
