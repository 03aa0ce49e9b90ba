"""The page on which a customer moves a booked session (BKG-8)."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from booking.core.clock import frozen_at
from booking.reservations.models import Modification, Seat
from booking.scheduling.models import Session
from tests.portals.test_portal import state_of, text_of

TEN = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def booking(make_booking):
    return make_booking(starts_at=(TEN,))


def starts_of(booking):
    kept = Seat.objects.filter(booking=booking, status="booked").order_by("session__starts_at")
    return list(kept.values_list("session__starts_at", flat=True))


def links(response, *, containing):
    return [url for url in map(unescape, re.findall(r'href="([^"]+)"', response.content.decode())) if containing in url]


def test_another_time_is_chosen_checked_and_taken(visitor, booking, page_of):
    hub = visitor.get(page_of(booking))
    [path] = links(hub, containing="/reschedule/")
    day = visitor.get(f"{path}&day=2027-01-12")
    # Half an hour later overlaps the time that moves.
    [half_past] = links(day, containing="to=2027-01-12T09%3A30")
    check = visitor.get(half_past)
    assert "It costs nothing" in text_of(check)
    assert starts_of(booking) == [TEN]
    done = visitor.post(path, {"state": state_of(check), "reason": "the train"})
    assert (done.status_code, starts_of(booking)) == (303, [TEN + timedelta(minutes=30)])
    again = text_of(visitor.get(done.headers["Location"]))
    assert [word in again for word in ("What has changed", "Moved to another time", "the train")] == [True] * 3


def test_looking_changes_nothing_and_a_button_of_elsewhere_is_refused(visitor, booking, page_of):
    path = page_of(booking, "reschedule/")
    visitor.get(f"{path}&to=2027-01-12T10:00:00%2B00:00")
    assert visitor.post(path, {"state": "made:up:here"}).status_code == 400
    assert (starts_of(booking), Modification.objects.count()) == ([TEN], 0)


def test_a_time_that_went_meanwhile_is_said_and_others_are_shown(visitor, booking, make_booking, page_of):
    path = page_of(booking, "reschedule/")
    check = visitor.get(f"{path}&to=2027-01-12T13:00:00%2B00:00")
    make_booking(starts_at=(TEN + timedelta(hours=4),))
    answer = visitor.post(path, {"state": state_of(check)})
    assert (answer.status_code, "This time is not free." in text_of(answer), starts_of(booking)) == (409, True, [TEN])
    assert 'id="booking-month"' in answer.content.decode()


def test_too_late_is_said_with_the_reason(visitor, booking, page_of):
    with frozen_at(TEN - timedelta(hours=3)):
        page = visitor.get(page_of(booking, "reschedule/"))
        hub = visitor.get(page_of(booking))
    assert "It can be moved until 12 hours before it starts." in text_of(page)
    assert links(hub, containing="/reschedule/") == []


def test_dates_are_exchanged_with_their_places_shown(visitor, make_booking, page_of):
    first, second = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[:2]
    booking = make_booking("tuesday-flow", sessions=(first.reference,), quantity=2)
    path = page_of(booking, "reschedule/")
    choose = visitor.get(path)
    [to_second] = links(choose, containing=f"to={second.reference}")
    assert links(choose, containing=f"to={first.reference}") == []
    assert visitor.post(path, {"state": state_of(visitor.get(to_second))}).status_code == 303
    assert starts_of(booking) == [second.starts_at] * 2


def test_of_several_sessions_one_is_chosen_first(visitor, make_booking, page_of):
    starts = tuple(TEN + timedelta(days=7 * n) for n in range(4))
    booking = make_booking("coaching", variant="pack-4", starts_at=starts)
    which = visitor.get(page_of(booking, "reschedule/"))
    assert len(links(which, containing="session=")) == 4


def test_a_whole_run_has_nowhere_to_go_without_another(visitor, make_booking, page_of):
    page = visitor.get(page_of(make_booking("june-retreat"), "reschedule/"))
    assert (page.status_code, "There is no other run at the moment." in text_of(page)) == (200, True)
