"""The same hour each week until the term ends (CAT-1, CAT-8, BKG-7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from booking.accounts.models import Organization
from booking.core.consistency import find_faults
from booking.core.errors import Invalid, SlotTaken
from booking.offerings.models import Offering, Variant
from booking.reservations.models import Seat
from booking.reservations.seating import Part, progress_of
from booking.reservations.selectors import seats_of
from booking.reservations.services import book, book_next_time, cancel_part
from booking.scheduling.models import SessionFacilitator

FIRST = datetime(2027, 3, 9, 9, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def term(studio):
    """Coaching each week of March and April; clocks change on 28 March."""
    Offering.objects.filter(slug="coaching").update(
        allow_weekly=True, term_start=date(2027, 3, 1), term_end=date(2027, 4, 20)
    )


@pytest.fixture
def buy(term, ask, now):
    def buy_lessons(*starts, **values):
        values = {"starts_at": starts or (FIRST,), "repeat": "weekly", **values}
        return book(ask("coaching", **values), provider="transfer", actor="customer", now=now).booking

    return buy_lessons


def starts_of(booking):
    kept = Seat.objects.filter(booking=booking).exclude(status="released")
    return list(kept.order_by("session__starts_at").values_list("session__starts_at", flat=True))


def faults(now):
    return find_faults(Organization.objects.get(slug="harbour"), now=now)


def test_the_hour_stays_the_same_on_the_wall_until_the_term_ends(buy, now):
    lessons = buy()
    summer = [FIRST + n * WEEK - HOUR for n in (3, 4, 5, 6)]
    assert starts_of(lessons) == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK, *summer]
    assert (lessons.order.total, lessons.sessions_total, lessons.choose_by) == (7 * 12000, 7, None)
    assert faults(now) == []


def test_once_is_once_where_lessons_may_be_weekly(buy):
    assert starts_of(buy(repeat="")) == [FIRST]


def test_lessons_left_out_are_not_paid(buy, now):
    skipping = buy(skip=(FIRST + WEEK,))
    assert (len(starts_of(skipping)), skipping.order.total, faults(now)) == (6, 6 * 12000, [])


def test_lessons_are_replaced_by_naming_all_of_them(buy):
    taken = buy(FIRST + WEEK, repeat="")
    with pytest.raises(SlotTaken, match="16 March"), transaction.atomic():
        buy()
    replaced = buy(FIRST, FIRST + WEEK + 2 * HOUR)
    assert (starts_of(replaced), replaced.order.total) == ([FIRST, FIRST + WEEK + 2 * HOUR], 2 * 12000)
    assert starts_of(taken) == [FIRST + WEEK]


def test_a_lesson_that_is_given_up_is_refunded_as_one_of_several(buy, now):
    lessons = buy()
    only = Seat.objects.filter(booking=lessons).order_by("session__starts_at")[0].session
    cancel_part(lessons, part=Part(only.reference, "this"), actor="customer", now=now)
    lessons.order.refresh_from_db()
    assert (lessons.order.total, faults(now)) == (6 * 12000, [])


def test_a_price_per_term_is_paid_once_and_what_is_left_out_is_chosen_later(buy, now):
    Variant.objects.filter(slug="single").update(price_per="term", price=60000)
    lessons = buy(skip=(FIRST + WEEK,), repeat="")
    assert (lessons.order.total, lessons.sessions_total, len(starts_of(lessons))) == (60000, 7, 6)
    assert lessons.choose_by == datetime(2027, 4, 20, 22, 0, tzinfo=UTC)
    book_next_time(lessons, starts_at=FIRST + WEEK + HOUR, actor="customer", now=now)
    assert (progress_of(lessons, seats_of(lessons)).left, faults(now)) == (0, [])


def test_nothing_of_a_term_is_chosen_beyond_it(buy, now):
    Variant.objects.filter(slug="single").update(price_per="term")
    Offering.objects.update(window_days=365)
    lessons = buy(skip=(FIRST + WEEK,))
    with pytest.raises(Invalid, match="over by then"):
        book_next_time(lessons, starts_at=datetime(2027, 4, 21, 8, 0, tzinfo=UTC), actor="customer", now=now)


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        ((FIRST - 2 * WEEK,), "1 March 2027 to 20 April 2027"),
        ((FIRST, FIRST + 7 * WEEK), "1 March 2027 to 20 April 2027"),
        ((FIRST, FIRST + timedelta(days=1)), "one lesson a week"),
    ],
)
def test_what_does_not_fit_the_term_is_refused(buy, starts, reason):
    with pytest.raises(Invalid, match=reason):
        buy(*starts)


def test_whoever_holds_the_first_lesson_holds_them_all(studio, ask, now):
    """Ana, who is named first, is away on the 13th."""
    first = datetime(2027, 1, 13, 15, 0, tzinfo=UTC)
    asked = ask("lesson", starts_at=(first,), repeat="weekly")
    lessons = book(asked, provider="on_site", actor="customer", now=now).booking
    people = SessionFacilitator.objects.filter(session__seats__booking=lessons).values_list("instructor__slug")
    assert (people.count(), set(people)) == (5, {("ben-lind",)})


@pytest.mark.parametrize(
    ("values", "field"), [({"starts_at": ()}, "starts_at"), ({"skip": (FIRST,), "rest": "later"}, "skip")]
)
def test_lessons_without_any_time_are_refused_before_they_are_priced(term, ask, now, values, field):
    asked = ask("coaching", **{"starts_at": (FIRST,), "repeat": "weekly", **values})
    with pytest.raises(Invalid) as refusal:
        book(asked, provider="transfer", actor="customer", now=now)
    assert list(refusal.value.fields) == [field]


def test_what_is_not_sold_by_the_week_is_refused(buy):
    with pytest.raises(Invalid):
        buy(variant="pack-4")
    Offering.objects.update(allow_weekly=False)
    with pytest.raises(Invalid):
        buy()
