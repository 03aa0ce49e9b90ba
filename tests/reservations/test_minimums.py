"""Dates that take place from so many people on, decided exactly at their deadline (CAT-11, AUT-3)."""

from datetime import timedelta

import pytest

from booking.checkout.labels import minimum_label
from booking.core.consistency import find_faults
from booking.core.errors import AlreadyDone
from booking.core.events import deliver_due
from booking.notifications.models import Message
from booking.offerings.models import Offering
from booking.payments.models import Refund
from booking.reservations.services import book, cancel_booking
from booking.reservations.services.decide_dates import decide_due
from booking.scheduling.models import Series, Session
from booking.scheduling.selectors import dates_between
from booking.scheduling.services import guarantee_session, move_session, save_series

PAID = {"provider": "transfer", "actor": "customer"}
A_WEEK = {"starts": "2027-02-02", "at": "18:00", "repeat": {"every": 1, "unit": "week", "on": ["tue"]}, "count": 2}


@pytest.fixture(autouse=True)
def consistent(studio, now):
    yield
    assert find_faults(studio, now=now) == []


@pytest.fixture
def workshop(studio, now):
    """Two Tuesdays that take place from three people; decided two days before."""

    def make(**minimum):
        values = {"participants": 3, "days_before": 2, "else": "call_off", **minimum}
        offering = Offering.objects.get(slug="tuesday-flow")
        offering.minimum = values
        offering.save(update_fields=["minimum"])
        save_series(offering, pattern=A_WEEK, timezone="Europe/Zurich", now=now)
        return Session.objects.filter(offering=offering, status="scheduled").order_by("starts_at").first()

    return make


@pytest.fixture
def join(ask, now):
    def buy(session, quantity, at=now):
        request = ask("tuesday-flow", sessions=(session.reference,), quantity=quantity)
        return book(request, **PAID, now=at).booking

    return buy


def decide(session, at):
    while decide_due(now=at):
        pass
    while deliver_due(now=at):
        pass
    session.refresh_from_db()
    return session.status, session.outlook


def kinds():
    return sorted(
        set(Message.objects.values_list("kind", flat=True)) & {"date_guaranteed", "date_called_off", "date_undecided"}
    )


def test_enough_people_guarantee_it_at_the_deadline_and_not_before(workshop, join):
    session = workshop()
    assert session.decide_at == session.starts_at - timedelta(days=2)
    join(session, 3)
    assert decide(session, session.decide_at - timedelta(seconds=1)) == ("scheduled", "pending")
    assert decide(session, session.decide_at) == ("scheduled", "guaranteed")
    assert kinds() == ["date_guaranteed"]


def test_too_few_people_end_it_with_their_money_back(workshop, join):
    session = workshop()
    booking = join(session, 2)
    assert decide(session, session.decide_at) == ("cancelled", "off")
    booking.refresh_from_db()
    assert (booking.status, booking.end_reason) == ("cancelled", "fewer than 3 people have booked")
    assert (kinds(), Refund.objects.count()) == (["date_called_off"], 0)


def test_it_is_decided_as_it_stood_though_the_worker_was_away_for_a_day(workshop, join, now):
    early, late = workshop(), Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[1]
    leaving, coming = join(early, 3), late.decide_at + timedelta(hours=2)
    cancel_booking(leaving, actor="customer", now=early.decide_at + timedelta(hours=1))
    assert decide(early, early.decide_at + timedelta(days=1)) == ("scheduled", "guaranteed")
    join(late, 3, at=coming)
    assert decide(late, late.decide_at + timedelta(days=1)) == ("cancelled", "off")


def test_the_studio_decides_where_it_wants_to(workshop, join, now):
    session = workshop(**{"else": "staff_decides"})
    join(session, 1)
    assert decide(session, session.decide_at) == ("scheduled", "undecided")
    assert kinds() == ["date_undecided"]
    assert Message.objects.get(kind="date_undecided").recipient == "owner@harbour.example"
    guarantee_session(session, actor="staff:1", now=session.decide_at)
    assert decide(session, session.decide_at) == ("scheduled", "guaranteed")
    with pytest.raises(AlreadyDone):
        guarantee_session(Session.objects.get(offering__slug="open-circle"), actor="staff:1", now=now)


def test_what_has_begun_is_not_called_off_any_more(workshop, join):
    session = workshop(days_before=0)
    join(session, 1)
    assert decide(session, session.starts_at + timedelta(hours=1)) == ("scheduled", "undecided")


def test_a_day_is_decided_when_it_ends(workshop):
    session = workshop(days_before=None, by="2027-01-20")
    assert f"{session.decide_at:%Y-%m-%d %H:%M}" == "2027-01-20 23:00"


def test_a_date_that_moves_is_decided_later(workshop, now):
    session = workshop()
    moved = move_session(session, to=session.starts_at + timedelta(days=1), actor="staff:1", now=now)
    assert moved.decide_at == session.decide_at + timedelta(days=1)


def test_loading_again_leaves_what_is_decided(workshop, join, now):
    session = workshop()
    join(session, 3)
    decide(session, session.decide_at)
    save_series(session.offering, pattern=A_WEEK, timezone="Europe/Zurich", now=session.decide_at)
    session.refresh_from_db()
    assert (session.outlook, Series.objects.get(offering=session.offering).pattern) == ("guaranteed", A_WEEK)


def test_visitors_see_from_how_many_it_takes_place(workshop, join, now):
    session = workshop()
    join(session, 2)
    [first, _] = dates_between(session.offering, after=now, before=now + timedelta(days=60))
    assert minimum_label(first, least=3) == "Takes place from 3 people; 2 booked"
    join(session, 1)
    decide(session, session.decide_at)
    [first, _] = dates_between(session.offering, after=now, before=now + timedelta(days=60))
    assert minimum_label(first, least=3) == "Takes place for certain"
