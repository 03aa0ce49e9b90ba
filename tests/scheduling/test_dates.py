"""The dates of an offering as its page reads them."""

from datetime import UTC, datetime, timedelta

from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.scheduling.models import Session, SessionFacilitator
from booking.scheduling.selectors import dates_between, dates_with_pauses, sessions_between
from booking.scheduling.services import save_series


def _dates(now, **length):
    offering = Offering.objects.get(slug="tuesday-flow")
    return dates_between(offering, after=now, before=now + timedelta(**length))


def test_dates_come_in_order_with_their_people_and_place(studio, now, django_assert_num_queries):
    first, second, third = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[:3]
    [lead] = first.facilitator_links.all()
    other = Instructor.objects.exclude(pk=lead.instructor_id).order_by("pk").first()
    SessionFacilitator.objects.filter(pk=lead.pk).update(position=1)
    SessionFacilitator.objects.create(session=first, instructor=other, position=0, organization=studio)
    second.facilitator_links.all().delete()
    Session.objects.filter(pk=second.pk).update(place=None, capacity=None)
    # The offering, and everything of its dates.
    with django_assert_num_queries(2):
        dates = _dates(now, days=16)
    assert [(date.reference, date.people) for date in dates] == [
        (first.reference, (other.name, lead.instructor.name)),
        (second.reference, ()),
        (third.reference, (third.facilitator_links.get().instructor.name,)),
    ]
    timed = sessions_between(Offering.objects.filter(slug="tuesday-flow"), after=now, before=now + timedelta(days=16))
    assert [(session.pk, session.people) for session in timed] == [(date.pk, date.people) for date in dates]
    assert [date.place and date.place.name for date in dates] == [first.place.name, None, third.place.name]
    assert [date.places_left for date in dates] == [first.places_left, None, third.places_left]


def test_what_is_called_off_and_what_lies_beyond_is_left_out(studio, now):
    first = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()
    begins = first.starts_at - now
    assert [date.reference for date in _dates(now, seconds=begins.total_seconds() + 1)] == [first.reference]
    assert _dates(now, seconds=begins.total_seconds()) == []
    Session.objects.filter(pk=first.pk).update(status="cancelled")
    assert _dates(now, seconds=begins.total_seconds() + 1) == []


def test_a_plan_tells_its_breaks_and_days_of_rest(studio, now):
    retreat = Offering.objects.get(slug="june-retreat")
    plan = {
        "days": {"from": "2027-06-10", "to": "2027-06-11", "rest": ["2027-06-11"]},
        "sessions": [{"from": "09:00", "to": "11:00"}],
        "breaks": [{"from": "11:00", "to": "11:30", "title": "Tea"}],
    }
    save_series(retreat, pattern=plan, timezone="Europe/Zurich", now=now)
    within = {"after": now, "before": now + timedelta(days=365)}
    dates, (tea, rest) = dates_with_pauses(retreat, **within)
    assert dates == dates_between(retreat, **within)
    assert (tea.title, tea.is_day, tea.starts_at) == ("Tea", False, datetime(2027, 6, 10, 9, tzinfo=UTC))
    assert (rest.title, rest.is_day, rest.starts_at) == ("", True, datetime(2027, 6, 10, 22, tzinfo=UTC))
    assert dates_with_pauses(Offering.objects.get(slug="tuesday-flow"), **within)[1] == []
