import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from booking.offerings.models import Offering
from booking.scheduling.models import Place, Session


def events_of(answer) -> dict[str, dict]:
    """Events by their UID; the parser refuses what is not a calendar."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def dates_of(*slugs: str) -> dict[str, Session]:
    dates = Session.objects.filter(offering__slug__in=slugs)
    return {f"{session.reference}@almanac": session for session in dates}


def test_schedule_feed_has_every_public_date(visitor):
    events = events_of(visitor.get("/schedule.ics"))
    dates = dates_of("tuesday-flow", "open-circle", "june-retreat")
    assert events.keys() == dates.keys()
    for uid, session in dates.items():
        assert events[uid].start == session.starts_at
        assert events[uid].end == session.ends_at
        assert events[uid]["SUMMARY"] == session.offering.name


def test_offering_feed_has_its_dates_alone(visitor):
    events = events_of(visitor.get("/schedule/tuesday-flow.ics"))
    assert events.keys() == dates_of("tuesday-flow").keys()
    event = next(iter(events.values()))
    assert event["LOCATION"] == "Harbour hall, Quai 1, 8002 Zürich"
    assert event["DESCRIPTION"] == "With Ben Lind"
    assert event["URL"] == "http://harbour.localhost/offerings/tuesday-flow/"


@pytest.mark.parametrize("slug", ["by-link", "secret", "coaching", "nothing"])
def test_what_is_not_public_or_has_no_dates_has_no_feed(visitor, slug):
    assert visitor.get(f"/schedule/{slug}.ics").status_code == 404


def test_feeds_follow_changes_under_the_same_uid(visitor):
    uid, session = next(iter(dates_of("open-circle").items()))
    assert events_of(visitor.get("/schedule.ics"))[uid]["SEQUENCE"] == 0
    Session.objects.filter(pk=session.pk).update(status="cancelled", sequence=1)
    Place.objects.update(name="Boat house")
    events = events_of(visitor.get("/schedule.ics"))
    assert (events[uid]["STATUS"], events[uid]["SEQUENCE"]) == ("CANCELLED", 2)
    assert "Boat house" in str(next(event for event in events.values() if "LOCATION" in event)["LOCATION"])


@pytest.mark.parametrize("kept", [["open-circle"], ["open-circle", "tuesday-flow", "june-retreat"]])
def test_feeds_cost_the_same_number_of_queries(visitor, kept):
    Offering.objects.exclude(slug__in=kept).update(is_active=False)
    with CaptureQueriesContext(connection) as queries:
        assert events_of(visitor.get("/schedule.ics")).keys() == dates_of(*kept).keys()
    assert len(queries) == 11


def test_schedule_page_leads_to_the_feed(visitor):
    assert b'href="/schedule.ics"' in visitor.get("/schedule/").content
