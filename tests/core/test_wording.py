from datetime import UTC, datetime

from booking.checkout.labels import elsewhere_label, range_label
from booking.core.timezones import wall_clock
from booking.core.wording import clock_label

# Zürich's clocks go back at 01:00 UTC.
FIRST_PASS, SECOND_PASS = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_doubled_time_says_which_pass_is_meant():
    assert clock_label(wall_clock(FIRST_PASS, "Europe/Zurich")) == "02:30 (UTC+02:00)"
    assert clock_label(wall_clock(SECOND_PASS, "Europe/Zurich")) == "02:30 (UTC+01:00)"
    assert clock_label(wall_clock(SECOND_PASS, "America/New_York")) == "21:30"
    both = range_label(FIRST_PASS, SECOND_PASS, timezone="Europe/Zurich")
    assert both == "02:30 (UTC+02:00) – 02:30 (UTC+01:00)"


def test_a_venue_whose_clocks_part_during_the_meeting_is_named():
    start, end = datetime(2027, 10, 30, 22, 0, tzinfo=UTC), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)
    clocks = {"timezone": "Europe/Zurich", "beside": "Africa/Johannesburg"}
    assert elsewhere_label(start, end, **clocks) == "00:00, Zurich time (UTC+02:00)"
    assert elsewhere_label(start, start, **clocks) == ""
