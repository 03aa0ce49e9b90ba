"""The page on which a customer chooses the next session of a pack (BKG-6)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.offerings.models import Offering, Variant
from booking.reservations.models import Seat
from booking.scheduling.models import Session
from tests.portals.test_moving import links, starts_of
from tests.portals.test_portal import state_of, text_of

TEN = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def pack(make_booking):
    return make_booking("coaching", variant="pack-4", starts_at=(TEN,), rest="later")


def test_the_next_session_is_chosen_checked_and_taken(visitor, pack, page_of):
    hub = visitor.get(page_of(pack))
    assert "1 of 4 sessions chosen" in text_of(hub)
    [path] = links(hub, containing="/next/")
    day = visitor.get(f"{path}&day=2027-01-12")
    # An hour later is the first that does not overlap.
    assert links(day, containing="to=2027-01-12T09%3A30") == []
    [eleven] = links(day, containing="to=2027-01-12T10%3A00")
    check = visitor.get(eleven)
    assert starts_of(pack) == [TEN]
    done = visitor.post(path, {"state": state_of(check)})
    assert (done.status_code, starts_of(pack)) == (303, [TEN, TEN + timedelta(hours=1)])
    assert "Further session chosen" in text_of(visitor.get(done.headers["Location"]))


def test_a_time_that_went_meanwhile_is_said(visitor, pack, make_booking, page_of):
    path = page_of(pack, "next/")
    check = visitor.get(f"{path}&to=2027-01-12T13:00:00%2B00:00")
    make_booking(starts_at=(TEN + timedelta(hours=4),))
    answer = visitor.post(path, {"state": state_of(check)})
    assert (answer.status_code, "This time is not free." in text_of(answer)) == (409, True)
    assert visitor.post(path, {"state": "made:up:here"}).status_code == 400


def test_when_all_are_chosen_the_page_says_so(visitor, make_booking, page_of):
    page = visitor.get(page_of(make_booking(starts_at=(TEN,)), "next/"))
    assert (page.status_code, "All its sessions have been chosen." in text_of(page)) == (200, True)


def test_what_is_left_of_a_term_is_chosen_within_it(visitor, make_booking, page_of):
    term = {"allow_weekly": True, "term_start": date(2027, 1, 11), "term_end": date(2027, 2, 9)}
    Offering.objects.filter(slug="coaching").update(**term)
    Variant.objects.filter(slug="single").update(price_per="term")
    booking = make_booking(starts_at=(TEN,), skip=(TEN + timedelta(weeks=1),))
    assert "4 of 5 sessions chosen" in text_of(visitor.get(page_of(booking)))
    path = page_of(booking, "next/")
    within, beyond = (visitor.get(f"{path}&day=2027-02-{day}") for day in ("09", "10"))
    assert links(within, containing="to=2027-02-09") != []
    assert links(beyond, containing="to=2027-02-10") == []
    assert "then every week" not in text_of(within)
    Offering.objects.filter(slug="coaching").update(allow_weekly=False, term_start=None, term_end=None)
    assert links(visitor.get(f"{path}&day=2027-02-10"), containing="to=2027-02-10") != []


def test_dates_of_a_class_are_chosen_too(visitor, make_booking, page_of):
    Variant.objects.filter(slug="drop-in").update(sessions=2, cadence="none")
    first, second = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[:2]
    booking = make_booking("tuesday-flow", sessions=(first.reference,))
    path = page_of(booking, "next/")
    choose = visitor.get(path)
    assert links(choose, containing=f"to={first.reference}") == []
    [to_second] = links(choose, containing=f"to={second.reference}")
    assert visitor.post(path, {"state": state_of(visitor.get(to_second))}).status_code == 303
    assert Seat.objects.filter(booking=booking, session=second).count() == 1
