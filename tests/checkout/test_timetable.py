from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils.dateparse import parse_datetime

from booking.availability.models import Schedule
from booking.checkout.selection import read_selection
from booking.checkout.timetable import timetable_context
from booking.core.changes import versions
from booking.core.clock import frozen_at
from booking.offerings.models import Offering, Variant
from booking.offerings.selectors import find_offering
from booking.scheduling.models import Session

from .conftest import DETAILS, hidden, text_of


def context_of(studio, slug, *, now, **query):
    request = RequestFactory().get(f"/offerings/{slug}/", query)
    request.organization, request.moment = studio, versions.look()
    return timetable_context(find_offering(slug), request=request, now=now)["timetable"]


def days_with_times(timetable):
    return {day.iso: day.count for week in timetable["month"].weeks for day in week if day.count}


def test_month_counts_free_times_per_day(studio, now):
    counts = days_with_times(context_of(studio, "coaching", now=now))
    # Monday from 11:00 (two hours' notice), whole days of nine to five, Wednesday the 13th away.
    assert (counts["2027-01-04"], counts["2027-01-05"], "2027-01-13" in counts) == (11, 15, False)


def test_times_and_dates_that_need_approval_say_so(studio, now):
    Schedule.objects.update(firm=False)
    Offering.objects.filter(slug="tuesday-flow").update(approval=True)
    times = context_of(studio, "coaching", now=now, day="2027-01-05")["times"]
    dates = context_of(studio, "tuesday-flow", now=now)["dates"].sessions
    assert {time.is_firm for time in times} == {False}
    assert {(date.places_label, date.places_level) for date in dates} == {("5 places left, on request", "warn")}


def test_month_without_free_times_gives_way_to_the_next(studio, now):
    late = now.replace(day=29) + timedelta(days=1, hours=12)
    assert context_of(studio, "coaching", now=late)["month"].title == "February 2027"


@pytest.mark.parametrize(
    ("month", "title", "has_previous", "has_next"),
    [
        ("2027-01", "January 2027", False, True),
        ("2027-04", "April 2027", True, False),
        ("2030-01", "April 2027", True, False),
        ("2020-01", "January 2027", False, True),
        ("nonsense", "January 2027", False, True),
        ("9999-99", "January 2027", False, True),
    ],
)
def test_month_stays_within_the_booking_window(studio, now, month, title, has_previous, has_next):
    shown = context_of(studio, "coaching", now=now, month=month)["month"]
    assert (shown.title, bool(shown.previous_url), bool(shown.next_url)) == (title, has_previous, has_next)


def test_times_are_those_of_the_visitors_day(studio, now):
    times = context_of(studio, "coaching", now=now, day="2027-01-05", timezone="Asia/Tokyo")["times"]
    assert [(time.label, time.venue_label) for time in (times[0], times[1], times[-1])] == [
        ("00:00", "Monday 4 January, 16:00, Zurich time (UTC+01:00)"),
        ("17:00", "09:00, Zurich time (UTC+01:00)"),
        ("23:30", "15:30, Zurich time (UTC+01:00)"),
    ]


def test_times_after_midnight_count_for_the_visitors_next_day(studio, now):
    counts = days_with_times(context_of(studio, "coaching", now=now, timezone="Pacific/Auckland"))
    shown = context_of(studio, "coaching", now=now, timezone="Pacific/Auckland", day="2027-01-09")
    assert (counts["2027-01-09"], shown["times"][0].venue_label) == (
        len(shown["times"]),
        "Friday 8 January, 12:00, Zurich time (UTC+01:00)",
    )


def test_zone_is_not_repeated_where_clocks_agree(studio, now):
    timetable = context_of(studio, "coaching", now=now, day="2027-01-05", timezone="Europe/Berlin")
    assert {time.venue_label for time in timetable["times"]} == {""}


@pytest.mark.parametrize("timezone", ["Mars/Base", "Europe", "../etc/passwd", ""])
def test_unknown_zone_means_the_studios(studio, now, timezone):
    options = context_of(studio, "coaching", now=now, timezone=timezone)["timezone_options"]
    assert 'value="Europe/Zurich" selected>' in options


def test_links_stay_on_the_page_and_keep_what_was_chosen(studio, now):
    timetable = context_of(studio, "lesson", now=now, instructor="ben-lind", length="60", timezone="Asia/Tokyo")
    assert timetable["month"].next_url == (
        "/offerings/lesson/?length=60&instructor=ben-lind&timezone=Asia%2FTokyo&month=2027-02#booking-month"
    )


def test_instructor_narrows_the_times_down(studio, now):
    anyone, ben = (
        context_of(studio, "lesson", now=now, day="2027-01-05", **query) for query in ({}, {"instructor": "ben-lind"})
    )
    assert (anyone["times"][0].label, ben["times"][0].label, ben["times"][0].facilitator) == (
        "09:00",
        "13:00",
        "Ben Lind",
    )


def test_one_start_is_shown_once_however_many_could_hold_it(studio, now):
    labels = [time.label for time in context_of(studio, "lesson", now=now, day="2027-01-05")["times"]]
    assert len(labels) == len(set(labels))


def test_length_decides_where_a_time_ends(studio, now):
    timetable = context_of(studio, "lesson", now=now, day="2027-01-05", length="60")
    assert (timetable["times"][0].label, timetable["times"][0].end_label) == ("09:00", "10:00")


def test_dates_show_places_and_price(studio, now, till):
    reference = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first().reference
    till.book("tuesday-flow", reference)
    first = context_of(studio, "tuesday-flow", now=now)["dates"].sessions[0]
    assert (first.date_label, first.time_label) == ("Tuesday 5 January 2027", "18:00 – 19:15")
    assert (first.places_label, first.price_label) == ("4 places left", "CHF 28.00")


def test_weekly_class_keeps_its_hour_over_the_clock_change(studio, now):
    times = {date.time_label for date in context_of(studio, "tuesday-flow", now=now, pages="4")["dates"].sessions}
    assert times == {"18:00 – 19:15", "18:30 – 19:45"}


def test_full_dates_cannot_be_booked(studio, now):
    Session.objects.filter(offering__slug="tuesday-flow").update(taken=4)
    first = context_of(studio, "tuesday-flow", now=now, quantity="2")["dates"].sessions[0]
    assert (first.places_label, first.places_level, first.url) == ("1 place left", "bad", "")


def test_dates_cost_what_all_places_asked_for_cost(studio, now):
    first = context_of(studio, "tuesday-flow", now=now, quantity="2")["dates"].sessions[0]
    assert first.price_label == "CHF 56.00"


@pytest.mark.parametrize("timezone", ["Europe/Zurich", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "UTC"])
def test_zone_can_be_chosen_among_its_neighbours(studio, now, timezone):
    options = context_of(studio, "coaching", now=now, timezone=timezone)["timezone_options"]
    area, label = {
        "Europe/Zurich": ("Europe", "Zurich"),
        "America/Argentina/Buenos_Aires": ("America", "Buenos Aires, Argentina"),
    }.get(timezone, ("Other", timezone))
    assert options.count(f'value="{timezone}"') == options.count(" selected>") == 1
    group = options.partition(f'<optgroup label="{area}">')[2].partition("</optgroup>")[0]
    assert f'<option value="{timezone}" selected>{label}</option>' in group


def test_more_dates_are_a_link_away(studio, now):
    dates = context_of(studio, "tuesday-flow", now=now)["dates"]
    assert (len(dates.sessions), dates.more_url) == (10, "/offerings/tuesday-flow/?pages=2#timetable")


def test_series_that_has_begun_is_not_sold_as_a_whole(studio):
    begun = parse_datetime("2027-06-11T08:00:00Z")
    with frozen_at(begun):
        Offering.objects.filter(slug="june-retreat").update(registration_deadline=None)
        dates = context_of(studio, "june-retreat", now=begun)["dates"]
    assert (dates.book_url, dates.reason) == ("", "This has already begun, so it can no longer be booked.")


def test_offering_without_price_is_closed(studio, now):
    Variant.objects.filter(offering__slug="coaching").update(is_active=False)
    assert context_of(studio, "coaching", now=now) == {"closed": "This cannot be booked at the moment."}


def test_dates_of_a_pack_are_picked_one_by_one(till):
    Variant.objects.filter(offering__slug="tuesday-flow").update(scope="pack", sessions=2)
    first, second = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[:2]
    page = till.get("/book/tuesday-flow/", picked=first.reference)
    assert "You have chosen 1 of 2 dates." in text_of(page)
    details = till.get(text_of(page).split('class="button button--small" href="')[1].split('"')[0])
    held = till.post("/book/tuesday-flow/details/", {**DETAILS, "state": hidden(details, "state")})
    assert (held.status_code, second.starts_at > first.starts_at) == (200, True)


@pytest.mark.parametrize("picked", ["x", "2027-01-05", "9999-99-99T00:00:00+00:00", "<script>"])
def test_nonsense_among_picked_times_is_dropped(studio, picked):
    Variant.objects.filter(offering__slug="coaching").update(cadence="")
    selection = read_selection(
        find_offering("coaching"), params={"variant": "pack-4", "picked": picked}, timezone="Europe/Zurich"
    )
    assert selection.picked == ()


@pytest.mark.parametrize(("slug", "queries"), [("coaching", 7), ("tuesday-flow", 2), ("june-retreat", 2)])
def test_timetable_costs_the_same_however_much_is_booked(till, studio, now, slug, queries, django_assert_num_queries):
    request = RequestFactory().get("/", {"day": "2027-01-06"})
    request.organization, request.moment = studio, versions.look()
    for hour in (9, 11, 13):
        offering = find_offering(slug)
        with django_assert_num_queries(queries):
            timetable_context(offering, request=request, now=now)
        dates = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")
        picked = {"coaching": [f"2027-01-05T{hour:02}:00:00+00:00"], "tuesday-flow": [dates[0].reference]}
        assert till.book(slug, *picked.get(slug, []), email=f"p{hour}@example.com").status_code == 303


def test_fragment_for_htmx_holds_the_timetable_alone(till):
    page = text_of(till.get("/book/coaching/times/", day="2027-01-05"))
    assert (page.strip().startswith('<div class="booking-panel" id="timetable">'), "<html" in page) == (True, False)
