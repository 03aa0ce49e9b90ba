"""What a changed offering or series does to the sessions that are there (SCH-2, SCH-5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calendars.models import Entry, Owner
from booking.core.clock import frozen_at
from booking.notifications.models import Message
from booking.offerings.models import Offering
from booking.offerings.selectors import find_offering
from booking.reservations.services import BookingRequest, book, cancel_booking, hold_booking
from booking.scheduling.horizon_mails import DatesLeftOutMail, tell_of_dates_left_out
from booking.scheduling.models import Room, Series, Session, Venue, VenueRoom
from booking.scheduling.services import extend_series, save_series

THURSDAYS = {"starts": "2027-01-07", "at": "07:00", "repeat": {"every": 1, "unit": "week", "on": ["thu"]}}


@pytest.fixture
def circle(studio):
    return Offering.objects.get(slug="open-circle")


@pytest.fixture
def flow(studio):
    return Offering.objects.get(slug="tuesday-flow")


def save_again(offering, now, **changes):
    series = Series.objects.get(offering=offering)
    return save_series(offering, pattern={**series.pattern, **changes}, timezone=series.timezone, now=now)


def book_first(slug, now):
    offering = find_offering(slug)
    session = Session.objects.filter(offering=offering).order_by("starts_at").first()
    request = BookingRequest(
        offering=offering,
        variant=offering.variants.first(),
        name="Eve",
        email="eve@example.com",
        timezone="Europe/Zurich",
        source="api",
        sessions=(session.reference,),
    )
    return book(request, provider="transfer", actor="customer", now=now).booking


def test_a_new_room_is_occupied(circle, now):
    room = Room.objects.get(slug="room-1")
    VenueRoom.objects.create(venue=Venue.objects.get_or_create(offering=circle)[0], room=room)
    save_again(circle, now)
    assert Entry.objects.filter(source_id=Session.objects.get(offering=circle).pk, owner=room.owner).count() == 1


def test_a_new_buffer_is_kept_free(circle, now):
    circle.buffer_after = 30
    circle.save()
    save_again(circle, now)
    session = Session.objects.get(offering=circle)
    assert Entry.objects.get(source_id=session.pk).ends_at == session.ends_at + timedelta(minutes=30)


def test_a_new_length_reaches_repeating_dates(flow, now):
    flow.lengths = [60]
    flow.save()
    save_again(flow, now)
    lengths = {session.ends_at - session.starts_at for session in Session.objects.filter(offering=flow)}
    assert lengths == {timedelta(minutes=60)}


def test_a_retreat_held_again_next_year_can_be_booked(studio, now):
    autumn = datetime(2027, 9, 1, 8, tzinfo=UTC)
    retreat = Offering.objects.get(slug="june-retreat")
    Offering.objects.filter(pk=retreat.pk).update(registration_deadline=date(2028, 5, 31))
    plan = {"days": {"from": "2028-06-10", "to": "2028-06-14"}, "sessions": [{"from": "07:00", "to": "08:30"}]}
    save_series(retreat, pattern=plan, timezone="Europe/Zurich", now=autumn)
    with frozen_at(autumn):
        offering = find_offering("june-retreat")
        request = BookingRequest(
            offering=offering,
            variant=offering.variants.get(),
            name="Eve",
            email="eve@example.com",
            timezone="Europe/Zurich",
            source="api",
        )
        assert hold_booking(request, now=autumn).booking.seats.count() == 5


def test_a_series_moves_by_half_an_hour_around_a_booked_date(flow, now):
    booked = book_first("tuesday-flow", now).seats.get().session
    save_again(flow, now, at="18:30")
    session = Session.objects.get(pk=booked.pk)
    assert (session.starts_at, session.status) == (booked.starts_at, "scheduled")
    others = Session.objects.filter(offering=flow, starts_at__date=date(2027, 1, 12))
    assert [other.starts_at for other in others] == [datetime(2027, 1, 12, 17, 30, tzinfo=UTC)]


@pytest.mark.parametrize(("at", "minutes"), [("2027-03-28T02:30", 30), ("2027-10-31T01:45", 90)])
def test_a_date_keeps_its_length_when_clocks_change(circle, now, at, minutes):
    circle.lengths = [minutes]
    circle.save()
    save_series(circle, pattern={"dates": [at]}, timezone="Europe/Zurich", now=now)
    session = Session.objects.get(offering=circle)
    assert session.ends_at - session.starts_at == timedelta(minutes=minutes)


def test_a_moved_date_goes_back_after_it_has_passed(circle, now):
    plan = {**THURSDAYS, "until": "2027-03-01"}
    moved = {**plan, "move": [{"from": "2027-01-14", "to": "2027-01-13T07:00"}]}
    save_series(circle, pattern=moved, timezone="Europe/Zurich", now=now)
    save_series(circle, pattern=plan, timezone="Europe/Zurich", now=datetime(2027, 1, 13, 12, tzinfo=UTC))
    days = Session.objects.filter(offering=circle).order_by("starts_at").values_list("starts_at__date", flat=True)
    assert list(days)[:3] == [date(2027, 1, 7), date(2027, 1, 13), date(2027, 1, 21)]


def test_one_conflict_does_not_end_the_horizon(flow, now, settings):
    settings.SERIES_HORIZON_DAYS = 30
    series = save_series(flow, pattern=THURSDAYS, timezone="Europe/Zurich", now=now)
    clash = datetime(2027, 2, 4, 6, tzinfo=UTC)
    Entry.objects.create(
        owner=Owner.objects.get(name="Ben Lind"),
        starts_at=clash,
        ends_at=clash + timedelta(hours=1),
        source_kind="blackout",
        source_id=1,
    )
    conflicts = extend_series(series, now=now + timedelta(days=21))
    assert [conflict.start for conflict in conflicts] == [clash]
    for _ in range(2):
        tell_of_dates_left_out(series, conflicts, now=now)
    message = Message.objects.get(kind="dates_left_out")
    kind = DatesLeftOutMail()
    later = now + timedelta(days=21)
    assert (message.recipient, kind.is_still_due(series.pk, now=later)) == ("owner@harbour.example", True)
    with frozen_at(later):
        [time] = kind.context(series.pk)["times"]
    assert "4 February 2027" in time
    Entry.objects.filter(source_kind="blackout").delete()
    assert kind.is_still_due(series.pk, now=later) is False
    last = Session.objects.filter(offering=flow).order_by("starts_at").last()
    assert last.starts_at == datetime(2027, 2, 18, 6, tzinfo=UTC)


def test_a_date_is_called_off_once(flow, now):
    booking = book_first("tuesday-flow", now)
    cancel_booking(booking, actor="customer", now=now)
    for _ in range(3):
        save_again(flow, now, at="20:00")
    session = booking.seats.get().session
    assert (session.status, session.sequence) == ("cancelled", 1)
