"""Weekly series over every change from 2025 to 2035: each week once, at its wall clock, for its declared length."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.calendars.models.recurrences import RuledEvent
from booking.calendars.recurrence import expand
from booking.calendars.services import save_recurrence
from booking.core.timezones import wall_clock
from tests.clocks.transitions import FIRST, LAST, changes_of, meant_by
from tests.figures import print_figure

pytestmark = pytest.mark.soak

WEEK = timedelta(weeks=1)
MINUTES = 75
# Sundays in the middle of weeks where nothing changes, and late evenings, are asked everywhere.
USUAL = [datetime(2025, 1, 5, 18, 0), datetime(2025, 1, 3, 23, 45)]


def first_dates(name: str) -> list[datetime]:
    """Wall clocks whose weeks meet a change: the middle of each hour that is ever missing or doubled, in its first week
    of 2025; where the missing hour comes first in the year, one that begins in the gap itself."""
    middles = [change.shown + change.width / 2 for change in changes_of(name)]
    in_first_week = {middle - (middle - datetime(2025, 1, 2)) // WEEK * WEEK for middle in middles}
    first_gaps = [middle for middle, change in zip(middles, changes_of(name), strict=True) if change.is_gap][:1]
    return sorted({*USUAL, *in_first_week, *first_gaps})


@pytest.fixture
def weekly(organization, settings):
    settings.MOST_OCCURRENCES = 1000

    def save(name: str, first: datetime, *, params: str = "interval:1"):
        return save_recurrence(
            None,
            title="Flow",
            timezone=name,
            first=first,
            minutes=MINUTES,
            frequency="WEEKLY",
            params=params,
            until=None,
        )

    return save


def test_every_week_has_its_date_at_its_wall_clock(weekly, zones):
    dates = moved = 0
    for name in zones:
        for first in first_dates(name):
            found = expand(weekly(name, first), after=FIRST - WEEK, before=LAST - WEEK)
            walls = [first + n * WEEK for n in range(len(found))]
            assert walls[-1] + WEEK > datetime(2035, 12, 24) - timedelta(days=1), (name, first)
            assert [o.start for o in found] == [meant_by(wall, name) for wall in walls], (name, first)
            assert {o.end - o.start for o in found} == {timedelta(minutes=MINUTES)}, (name, first)
            dates += len(found)
            moved += sum(wall_clock(o.start, name).replace(tzinfo=None) != w for o, w in zip(found, walls, strict=True))
    assert moved > 0
    print_figure("weekly dates over ten years", zones=len(zones), dates=dates, moved_by_a_gap=moved)


def test_asking_in_pieces_gives_the_same_dates(weekly):
    """Bounds may fall on, before or behind a change: nothing is lost or told twice."""
    for name in ("Europe/Zurich", "Africa/Cairo", "America/Scoresbysund", "Antarctica/Troll", "Australia/Lord_Howe"):
        for first in first_dates(name)[:4]:
            recurrence = weekly(name, first)
            whole = expand(recurrence, after=FIRST, before=LAST)
            edges = sorted({FIRST, LAST, *(c.at for c in changes_of(name)[:6]), *(o.start for o in whole[::150])})
            pieces = [expand(recurrence, after=a, before=b) for a, b in zip(edges, edges[1:], strict=False)]
            assert [occurrence for piece in pieces for occurrence in piece] == whole, (name, first)


def test_the_librarys_own_way_would_be_noticed(weekly):
    """The control: what django-scheduler gives by itself differs, in UTC by an hour for half of the year."""
    recurrence = weekly("Europe/Zurich", datetime(2027, 1, 3, 2, 30))
    year = {"after": datetime(2027, 1, 1, tzinfo=UTC), "before": datetime(2028, 1, 1, tzinfo=UTC)}
    ours = [occurrence.start for occurrence in expand(recurrence, **year)]
    event = RuledEvent.objects.get(pk=recurrence.event_id)
    theirs = [found.start for found in event.get_occurrences(year["after"], year["before"])]
    in_zone = [wall_clock(bound, "Europe/Zurich") for bound in year.values()]
    theirs_in_zone = [found.start.astimezone(UTC) for found in event.get_occurrences(*in_zone)]
    # 30 weeks of summer and the doubled hour; in its own zone still the doubled hour.
    assert (len(ours), sum(a != b for a, b in zip(ours, theirs, strict=True))) == (52, 31)
    assert sum(a != b for a, b in zip(ours, theirs_in_zone, strict=True)) == 1
