"""The slot function: shared workloads, the grid, busy time, hours, limits."""

import random
from datetime import UTC, date, datetime

import pytest

from booking.availability.rules import SlotRules, Window, WorkingHours, free_starts, is_free, merge
from tests.availability.workloads import load_workloads

MONDAY = date(2027, 6, 7)
HOUR = 3600


def at(text):
    """Seconds of "2027-06-07 09:00" on a UTC clock."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def utc_hours(*windows, exceptions=None, closed_days=()):
    weekly = tuple(Window(*window) for window in windows)
    return WorkingHours("UTC", weekly, exceptions or {}, frozenset(closed_days))


def shown(starts):
    return [datetime.fromtimestamp(start, UTC).strftime("%a %H:%M") for start in starts]


def starts_in_week(hours, rules, *, busy=(), taken=(), after="2027-06-07 00:00", before="2027-06-14 00:00"):
    return shown(free_starts(hours, rules, after=at(after), before=at(before), busy=busy, taken=taken))


@pytest.mark.parametrize("work", load_workloads(), ids=lambda work: work.name)
def test_workload_gives_the_expected_starts(work):
    assert free_starts(work.hours, work.rules, **work.query) == work.expected


def test_workloads_are_eighteen():
    assert len(load_workloads()) == 18


def test_grid_stays_at_the_window_start_after_busy_time():
    busy = [(at("2027-06-07 09:50"), at("2027-06-07 10:10"))]
    starts = starts_in_week(utc_hours((0, 540, 720)), SlotRules(30, 30), busy=busy)
    assert starts == ["Mon 09:00", "Mon 10:30", "Mon 11:00", "Mon 11:30"]


def test_session_may_touch_busy_time_on_both_sides():
    busy = [(at("2027-06-07 08:00"), at("2027-06-07 09:00")), (at("2027-06-07 10:00"), at("2027-06-07 12:00"))]
    assert starts_in_week(utc_hours((0, 540, 720)), SlotRules(60, 60), busy=busy) == ["Mon 09:00"]


def test_empty_and_reversed_busy_ranges_are_ignored():
    busy = [(at("2027-06-07 09:30"), at("2027-06-07 09:30")), (at("2027-06-07 09:40"), at("2027-06-07 09:10"))]
    assert starts_in_week(utc_hours((0, 540, 600)), SlotRules(60, 60), busy=busy) == ["Mon 09:00"]


def test_busy_order_and_overlap_do_not_matter():
    busy = [
        (at("2027-06-07 10:00"), at("2027-06-07 10:15")),
        (at("2027-06-07 09:00"), at("2027-06-07 11:00")),
        (at("2027-06-07 08:00"), at("2027-06-07 09:30")),
    ]
    assert starts_in_week(utc_hours((0, 540, 720)), SlotRules(60, 60), busy=busy) == ["Mon 11:00"]


def test_buffers_keep_their_distance_from_busy_time():
    busy = [(at("2027-06-07 11:00"), at("2027-06-07 12:00"))]
    rules = SlotRules(60, 15, buffer_before=30, buffer_after=15)
    starts = starts_in_week(utc_hours((0, 540, 840)), rules, busy=busy)
    assert starts == ["Mon 09:00", "Mon 09:15", "Mon 09:30", "Mon 09:45", "Mon 12:30", "Mon 12:45", "Mon 13:00"]


def test_buffers_may_lie_outside_the_hours_and_the_asked_range():
    rules = SlotRules(60, 60, buffer_before=45, buffer_after=45)
    asked = {"after": "2027-06-07 09:00", "before": "2027-06-07 09:01"}
    assert starts_in_week(utc_hours((0, 540, 600)), rules, **asked) == ["Mon 09:00"]
    busy_before = [(at("2027-06-07 08:00"), at("2027-06-07 08:16"))]
    assert starts_in_week(utc_hours((0, 540, 600)), rules, busy=busy_before, **asked) == []
    busy_behind = [(at("2027-06-07 10:44"), at("2027-06-07 11:00"))]
    assert starts_in_week(utc_hours((0, 540, 600)), rules, busy=busy_behind, **asked) == []


def test_asked_range_is_half_open_on_the_start():
    asked = {"after": "2027-06-07 10:00", "before": "2027-06-07 12:00"}
    assert starts_in_week(utc_hours((0, 540, 1020)), SlotRules(60, 60), **asked) == ["Mon 10:00", "Mon 11:00"]


def test_asked_range_that_is_empty_has_no_starts():
    hours = utc_hours((0, 540, 1020))
    assert free_starts(hours, SlotRules(60, 60), after=at("2027-06-07 10:00"), before=0, busy=[]) == []


def test_session_runs_over_touching_windows_and_each_has_its_grid():
    hours = utc_hours((0, 540, 610), (0, 610, 720))
    starts = starts_in_week(hours, SlotRules(60, 30))
    assert starts == ["Mon 09:00", "Mon 09:30", "Mon 10:00", "Mon 10:10", "Mon 10:40"]


def test_overlapping_windows_unite_their_grids_once_and_sorted():
    hours = utc_hours((0, 540, 720), (0, 600, 690), (0, 615, 720))
    starts = starts_in_week(hours, SlotRules(60, 30))
    assert starts == ["Mon 09:00", "Mon 09:30", "Mon 10:00", "Mon 10:15", "Mon 10:30", "Mon 10:45", "Mon 11:00"]


def test_session_runs_over_midnight_into_a_touching_window():
    hours = utc_hours((0, 1320, 1440), (1, 0, 90))
    assert starts_in_week(hours, SlotRules(60, 60)) == ["Mon 22:00", "Mon 23:00", "Tue 00:00"]
    until_midnight = starts_in_week(hours, SlotRules(120, 60), before="2027-06-08 00:00")
    assert until_midnight == ["Mon 22:00", "Mon 23:00"]


def test_session_of_days_needs_every_hour_of_them():
    around_the_clock = tuple((weekday, 0, 1440) for weekday in range(7))
    rules = SlotRules(length=5 * 1440, step=720)
    asked = {"after": "2027-06-07 00:00", "before": "2027-06-08 00:00"}
    assert starts_in_week(utc_hours(*around_the_clock), rules, **asked) == ["Mon 00:00", "Mon 12:00"]
    shut_on_saturday = utc_hours(*around_the_clock, closed_days=[date(2027, 6, 12)])
    assert starts_in_week(shut_on_saturday, rules, **asked) == ["Mon 00:00"]


def test_hours_may_cross_midnight():
    hours = utc_hours((4, 1320, 1560))
    starts = starts_in_week(hours, SlotRules(60, 60))
    assert starts == ["Fri 22:00", "Fri 23:00", "Sat 00:00", "Sat 01:00"]
    asked = {"after": "2027-06-12 00:30", "before": "2027-06-12 12:00"}
    assert starts_in_week(hours, SlotRules(60, 60), **asked) == ["Sat 01:00"]


def test_closed_exception_leaves_the_tail_of_the_evening_before():
    windows = ((4, 1320, 1560), (5, 540, 600), (5, 1320, 1560))
    hours = utc_hours(*windows, exceptions={date(2027, 6, 12): ()})
    assert starts_in_week(hours, SlotRules(60, 60)) == ["Fri 22:00", "Fri 23:00", "Sat 00:00", "Sat 01:00"]


def test_closed_exception_removes_the_tail_of_its_own_evening():
    hours = utc_hours((4, 1320, 1560), (5, 540, 600), exceptions={date(2027, 6, 11): ()})
    assert starts_in_week(hours, SlotRules(60, 60)) == ["Sat 09:00"]


def test_exception_replaces_the_windows_of_its_day():
    hours = utc_hours((0, 540, 720), (1, 540, 600), exceptions={MONDAY: ((780, 840), (900, 960))})
    assert starts_in_week(hours, SlotRules(60, 60)) == ["Mon 13:00", "Mon 15:00", "Tue 09:00"]


def test_public_holiday_closes_its_day():
    hours = utc_hours((0, 540, 600), (1, 540, 600), closed_days=[MONDAY])
    assert starts_in_week(hours, SlotRules(60, 60)) == ["Tue 09:00"]


def test_exception_wins_over_a_public_holiday():
    hours = utc_hours((0, 540, 720), exceptions={MONDAY: ((600, 660),)}, closed_days=[MONDAY])
    assert starts_in_week(hours, SlotRules(60, 60)) == ["Mon 10:00"]


def test_window_without_length_is_empty():
    assert starts_in_week(utc_hours((0, 540, 540), (1, 600, 540)), SlotRules(5, 5)) == []


def test_day_limit_closes_only_the_full_day():
    hours = utc_hours((0, 540, 660), (1, 540, 660))
    taken = [at("2027-06-07 07:00"), at("2027-06-07 20:00"), at("2027-06-08 07:00")]
    assert starts_in_week(hours, SlotRules(60, 60, per_day=2), taken=taken) == ["Tue 09:00", "Tue 10:00"]


def test_week_limit_counts_from_monday_to_sunday():
    hours = utc_hours((6, 540, 600), (0, 540, 600))
    asked = {"after": "2027-06-06 00:00", "before": "2027-06-15 00:00"}
    rules = SlotRules(60, 60, per_week=1)
    sunday_before = [at("2027-06-06 23:59")]
    assert starts_in_week(hours, rules, taken=sunday_before, **asked) == ["Mon 09:00", "Sun 09:00", "Mon 09:00"]
    monday = [at("2027-06-07 00:00")]
    assert starts_in_week(hours, rules, taken=monday, **asked) == ["Sun 09:00", "Mon 09:00"]
    sunday_behind = [at("2027-06-13 23:59")]
    assert starts_in_week(hours, rules, taken=sunday_behind, **asked) == ["Sun 09:00", "Mon 09:00"]


def test_week_limit_spans_the_turn_of_the_year():
    hours = utc_hours((4, 540, 600), (0, 540, 600))
    asked = {"after": "2027-01-01 00:00", "before": "2027-01-05 00:00"}
    taken = [at("2026-12-28 09:00")]
    assert starts_in_week(hours, SlotRules(60, 60, per_week=1), taken=taken, **asked) == ["Mon 09:00"]


def test_limit_of_zero_offers_nothing():
    hours = utc_hours((0, 540, 600))
    assert starts_in_week(hours, SlotRules(60, 60, per_day=0)) == []
    assert starts_in_week(hours, SlotRules(60, 60, per_week=0)) == []


def test_half_past_eleven_at_night_counts_for_the_local_day():
    weekly = (Window(0, 540, 600), Window(1, 540, 600))
    hours = WorkingHours("America/New_York", weekly, {}, frozenset())
    late_on_monday = [at("2027-06-08 03:30")]
    starts = starts_in_week(hours, SlotRules(60, 60, per_day=1), taken=late_on_monday)
    assert starts == ["Tue 13:00"]


def test_hours_behind_midnight_count_for_the_new_day():
    hours = utc_hours((0, 1320, 1560))
    taken = [at("2027-06-07 09:00")]
    starts = starts_in_week(hours, SlotRules(60, 60, per_day=1), taken=taken)
    assert starts == ["Tue 00:00", "Tue 01:00"]


def test_is_free_answers_for_one_instant():
    hours, rules = utc_hours((0, 540, 720)), SlotRules(60, 60, per_day=2)
    busy = [(at("2027-06-07 10:00"), at("2027-06-07 11:00"))]
    asked = [at("2027-06-07 09:00"), at("2027-06-07 09:00") + 1, at("2027-06-07 10:00"), at("2027-06-07 11:00")]
    assert [is_free(hours, rules, start=start, busy=busy, taken=[]) for start in asked] == [True, False, False, True]
    full = [at("2027-06-07 10:00"), at("2027-06-07 15:00")]
    assert not is_free(hours, rules, start=at("2027-06-07 09:00"), busy=busy, taken=full)


def test_inputs_are_left_alone():
    busy = [(at("2027-06-07 10:00"), at("2027-06-07 11:00")), (at("2027-06-07 09:00"), at("2027-06-07 09:30"))]
    taken = [at("2027-06-08 10:00"), at("2027-06-07 10:00")]
    copies = list(busy), list(taken)
    starts_in_week(utc_hours((0, 540, 720)), SlotRules(30, 30, per_day=1), busy=busy, taken=taken)
    assert (busy, taken) == copies


@pytest.mark.parametrize("hours_of_a_crowd", [1, 4, 9, 40])
@pytest.mark.parametrize("seed", range(5))
def test_crowd_of_busy_ranges_is_as_busy_as_the_time_they_cover(seed, hours_of_a_crowd):
    chance, opens = random.Random(seed), at("2027-06-07 09:00")
    starts = [opens + chance.randrange(-3600, hours_of_a_crowd * HOUR, 300) for _ in range(400)]
    crowd = [(start, start + chance.choice((-300, 0, 300, 900, 2700))) for start in starts]
    rules, hours = SlotRules(15, 5, buffer_before=5, buffer_after=10), utc_hours((0, 540, 1440), (1, 0, 1440))
    covered = merge(crowd)
    minutes = {minute for start, end in crowd for minute in range(start // 60, end // 60)}
    assert {minute for start, end in covered for minute in range(start // 60, end // 60)} == minutes
    assert starts_in_week(hours, rules, busy=crowd) == starts_in_week(hours, rules, busy=covered)


def test_crowd_of_ranges_that_are_all_empty_is_no_busy_time():
    empty = [(at("2027-06-07 09:30"), at("2027-06-07 09:30"))] * 300
    assert starts_in_week(utc_hours((0, 540, 600)), SlotRules(60, 60), busy=empty) == ["Mon 09:00"]


def test_merge_joins_touching_and_overlapping_ranges():
    assert merge([(5, 7), (1, 3), (3, 4), (6, 9), (8, 8), (12, 11), (6, 7)]) == [(1, 4), (5, 9)]
    assert merge([]) == []


@pytest.mark.parametrize("edges", [(7, 0, 60), (-1, 0, 60), (0, -1, 60), (0, 1441, 1500), (0, 60, 2881)])
def test_window_refuses_what_no_day_has(edges):
    with pytest.raises(ValueError):
        Window(*edges)


def test_exception_refuses_what_no_day_has():
    with pytest.raises(ValueError):
        utc_hours(exceptions={MONDAY: ((600, 2881),)})


@pytest.mark.parametrize("values", [(0, 15), (60, 0), (60, 15, -1), (60, 15, 0, -1)])
def test_rules_refuse_what_cannot_be_swept(values):
    with pytest.raises(ValueError):
        SlotRules(*values)


@pytest.mark.parametrize("name", ["Europe", "../../etc/passwd", "Mars/Base", ""])
def test_unknown_zone_is_a_value_error(name):
    hours = WorkingHours(name, (), {}, frozenset())
    with pytest.raises(ValueError):
        free_starts(hours, SlotRules(60, 60), after=0, before=HOUR, busy=[])
