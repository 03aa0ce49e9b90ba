"""Packs: the rest by a cadence or singly, now or later (BKG-6, BKG-7)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.accounts.models import Organization
from booking.core.consistency import find_faults
from booking.core.errors import Invalid, NotAllowed, SlotTaken
from booking.offerings.models import Variant
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.reservations.models import Modification, Seat
from booking.reservations.seating import Part, progress_of
from booking.reservations.selectors import seats_of
from booking.reservations.services import (
    book,
    book_next_date,
    book_next_time,
    cancel_booking,
    cancel_part,
    reschedule_session,
)
from booking.scheduling.models import Session

MONDAY_NINE = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BY_CUSTOMER = {"actor": "customer"}


def starts_of(booking):
    kept = Seat.objects.filter(booking=booking).exclude(status="released")
    return list(kept.order_by("session__starts_at").values_list("session__starts_at", flat=True))


def faults(now):
    return find_faults(Organization.objects.get(slug="harbour"), now=now)


@pytest.fixture
def buy(ask, now):
    def buy_pack(**values):
        asked = ask("coaching", variant="pack-4", **{"starts_at": (MONDAY_NINE,), **values})
        return book(asked, provider="transfer", **BY_CUSTOMER, now=now).booking

    return buy_pack


@pytest.mark.parametrize(
    ("columns", "days"),
    [
        ({"cadence": "weekly"}, [0, 7, 14]),
        ({"cadence": "biweekly"}, [0, 14, 28]),
        ({"cadence": "monthly"}, [0, 31, 59]),
        ({"cadence": "", "repeat": {"every": 1, "unit": "week", "on": ["mon", "thu"]}}, [0, 3, 7]),
        ({"cadence": "", "repeat": {"every": 2, "unit": "day", "on": []}}, [0, 2, 4]),
    ],
)
def test_the_rest_follows_from_the_first(buy, columns, days):
    Variant.objects.filter(slug="pack-4").update(sessions=3, **columns)
    wall = [start.replace(tzinfo=None).date() for start in starts_of(buy())]
    assert wall == [(MONDAY_NINE + day * DAY).date() for day in days]


def test_a_pack_without_cadence_is_chosen_singly_now_or_later(buy, now):
    Variant.objects.filter(slug="pack-4").update(cadence="none", valid_days=30)
    pack = buy(starts_at=(MONDAY_NINE, MONDAY_NINE + DAY))
    assert (progress_of(pack, seats_of(pack)).left, pack.choose_by) == (2, now + 30 * DAY)
    book_next_time(pack, starts_at=MONDAY_NINE + 3 * DAY, **BY_CUSTOMER, now=now)
    assert starts_of(pack) == [MONDAY_NINE, MONDAY_NINE + DAY, MONDAY_NINE + 3 * DAY]
    with pytest.raises(NotAllowed, match="had to be chosen by 3 February 2027"):
        book_next_time(pack, starts_at=MONDAY_NINE + 4 * DAY, **BY_CUSTOMER, now=now + 30 * DAY)
    assert ([m.kind for m in Modification.objects.all()], faults(now)) == (["chosen"], [])


def test_choosing_the_same_time_twice_is_one_session(buy, now):
    pack = buy(rest="later")
    for _ in range(2):
        book_next_time(pack, starts_at=MONDAY_NINE + DAY, **BY_CUSTOMER, now=now)
    assert starts_of(pack) == [MONDAY_NINE, MONDAY_NINE + DAY]


def test_the_next_session_is_in_the_way_of_those_before(buy, now):
    pack = buy(rest="later")
    with pytest.raises(SlotTaken):
        book_next_time(pack, starts_at=MONDAY_NINE + timedelta(minutes=30), **BY_CUSTOMER, now=now)


def test_more_than_was_bought_is_refused(buy):
    five = tuple(MONDAY_NINE + day * DAY for day in range(5))
    with pytest.raises(Invalid):
        buy(starts_at=five, rest="later")


def test_what_was_not_chosen_is_refunded_with_the_rest(buy, now):
    pack = buy(rest="later")
    payment = Payment.objects.get()
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)
    # In 30 hours: half of the first, all of the three without a time.
    early = MONDAY_NINE - timedelta(hours=30)
    cancel_booking(pack, **BY_CUSTOMER, now=early)
    assert [refund.amount for refund in Refund.objects.all()] == [3500 // 2 + 3 * 3500]


def test_giving_up_a_session_keeps_what_is_not_chosen_yet(buy, now):
    pack = buy(rest="later")
    only = Session.objects.get(seats__booking=pack)
    cancel_part(pack, part=Part(only.reference, "this"), **BY_CUSTOMER, now=now)
    pack.refresh_from_db()
    progress = progress_of(pack, seats_of(pack))
    assert (pack.status, progress.left, progress.given_up, faults(now)) == ("confirmed", 3, 1, [])
    book_next_time(pack, starts_at=MONDAY_NINE, **BY_CUSTOMER, now=now)
    reschedule_session(pack, session="", starts_at=MONDAY_NINE + DAY, **BY_CUSTOMER, now=now)
    assert (progress_of(pack, seats_of(pack)).left, starts_of(pack), faults(now)) == (2, [MONDAY_NINE + DAY], [])


def test_dates_of_a_class_are_chosen_later_too(ask, now):
    Variant.objects.filter(slug="drop-in").update(sessions=3, cadence="none")
    first, second, *_ = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")
    asked = ask("tuesday-flow", sessions=(first.reference,), quantity=2)
    pack = book(asked, provider="transfer", **BY_CUSTOMER, now=now).booking
    for _ in range(2):
        book_next_date(pack, session=second.reference, **BY_CUSTOMER, now=now)
    assert starts_of(pack) == [first.starts_at] * 2 + [second.starts_at] * 2
    assert (Session.objects.get(pk=second.pk).taken, faults(now)) == (2, [])
