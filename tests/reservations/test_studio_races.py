"""A change of a date and its sales at once: no booking is lost, and none is left in a date that is off (SCH-2)."""

from datetime import timedelta

import pytest

from booking.core.consistency import find_faults
from booking.core.errors import Invalid
from booking.reservations.models import Booking, Modification
from booking.reservations.services import book, cancel_booking
from booking.reservations.services.hold import hold_prepared
from booking.reservations.services.prepare import prepare
from booking.scheduling.models import Session
from booking.scheduling.services import call_off_session, move_session
from tests.concurrently import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
STAFF = {"actor": "staff:1", "reason": "Ben is away"}
BUYERS = 5


def call_off(session, now):
    call_off_session(session, now=now, **STAFF)


def move(session, now):
    move_session(session, to=session.starts_at + timedelta(days=1), now=now, **STAFF)


@pytest.fixture(params=[call_off, move])
def change(request):
    return request.param


def test_a_buyer_who_decided_before_the_change_is_refused(studio, ask, now, change):
    request = ask("tuesday-flow")
    chosen = prepare(request, now=now)
    change(Session.objects.get(pk=chosen[0].pk), now)
    with pytest.raises(Invalid):
        hold_prepared(request, chosen=chosen, now=now)
    assert (Booking.objects.count(), find_faults(studio, now=now)) == (0, [])


def test_without_locks_the_buyer_would_sit_in_a_date_that_is_off(studio, ask, now, settings):
    request = ask("tuesday-flow")
    chosen = prepare(request, now=now)
    call_off(Session.objects.get(pk=chosen[0].pk), now)
    settings.UNSAFE_WITHOUT_PROTECTION = True
    hold_prepared(request, chosen=chosen, now=now)
    assert {finding.check for finding in find_faults(studio, now=now)} >= {"seat_without_session"}


def test_sales_and_cancellations_meet_a_change(studio, ask, now, change):
    session = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()
    early = [
        book(ask("tuesday-flow", email=f"early{n}@example.com"), provider="transfer", actor="customer", now=now).booking
        for n in range(2)
    ]
    requests = [ask("tuesday-flow", email=f"buyer{n}@example.com") for n in range(BUYERS)]
    buyers = [lambda r=r: book(r, provider="transfer", actor="customer", now=now) for r in requests]
    leaving = [lambda b=b: cancel_booking(b, actor="customer", now=now) for b in early]
    errors = at_once(studio, [*buyers, lambda: change(session, now), *leaving])
    assert errors[BUYERS] is None
    assert [e for e in errors if e is not None and getattr(e, "status", 500) >= 500] == []
    assert find_faults(studio, now=now) == []
    told = set(Modification.objects.values_list("booking_id", flat=True))
    for booking in Booking.objects.filter(status="confirmed"):
        seat = booking.seats.select_related("session").get(status="booked")
        assert (seat.session.status, seat.changed_by_studio) == ("scheduled", booking.pk in told)
