"""What remains of a pack: it keeps the booking open until it lapses, and its customer is told before (BKG-6)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.core.events import deliver_due
from booking.notifications.kinds import registry
from booking.notifications.letters import write_letter
from booking.notifications.models import Message
from booking.offerings.models import Variant
from booking.reservations.seating import Part
from booking.reservations.services import book, book_next_time, cancel_part, complete_past
from booking.scheduling.models import Session

MONDAY_NINE = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BY_CUSTOMER = {"actor": "customer"}


@pytest.fixture
def buy(ask, now):
    """Two sessions, the first chosen."""

    def buy_pack(*, valid_days=None):
        Variant.objects.filter(slug="pack-4").update(sessions=2, cadence="none", valid_days=valid_days)
        asked = ask("coaching", variant="pack-4", starts_at=(MONDAY_NINE,))
        return book(asked, provider="transfer", **BY_CUSTOMER, now=now).booking

    return buy_pack


def sweep(booking, *, at):
    while complete_past(now=at):
        pass
    booking.refresh_from_db()
    return booking.status


def warning(now):
    while deliver_due(now=now):
        pass
    return Message.objects.filter(kind="credits_lapsing").first()


def is_due(message, *, at):
    return registry.get("credits_lapsing")().is_still_due(message.subject_id, now=at)


def test_a_pack_is_not_over_while_a_session_may_still_be_chosen(buy, now):
    pack = buy()
    assert sweep(pack, at=MONDAY_NINE + 30 * DAY) == "in_progress"
    book_next_time(pack, starts_at=MONDAY_NINE + 31 * DAY, **BY_CUSTOMER, now=MONDAY_NINE + 30 * DAY)
    assert sweep(pack, at=MONDAY_NINE + 31 * DAY) == "in_progress"
    assert sweep(pack, at=MONDAY_NINE + 32 * DAY) == "completed"


def test_a_pack_is_over_once_the_rest_of_it_has_lapsed(buy, now):
    pack = buy(valid_days=30)
    assert sweep(pack, at=now + 30 * DAY - timedelta(seconds=1)) == "in_progress"
    assert sweep(pack, at=now + 30 * DAY) == "completed"


def test_a_pack_of_which_nothing_is_kept_is_over_when_it_lapses(buy, now):
    pack = buy(valid_days=30)
    cancel_part(pack, part=Part(Session.objects.get(seats__booking=pack).reference, "this"), **BY_CUSTOMER, now=now)
    assert sweep(pack, at=now + 29 * DAY) == "confirmed"
    assert sweep(pack, at=now + 30 * DAY) == "completed"


def test_the_customer_is_told_a_week_before_while_something_is_left(buy, now):
    pack = buy(valid_days=30)
    message = warning(now)
    assert (message.due_at, message.recipient) == (now + 23 * DAY, "eve@example.com")
    assert is_due(message, at=message.due_at)
    letter = write_letter(message, kind=registry.get("credits_lapsing")())
    assert (letter.subject, "/next/?token=" in letter.text) == ("One session left to choose: Coaching", True)
    assert "Choose until Wed 3 February, 09:00. What has no time by then lapses." in letter.text
    book_next_time(pack, starts_at=MONDAY_NINE + DAY, **BY_CUSTOMER, now=now)
    assert not is_due(message, at=message.due_at)


def test_what_lapses_soon_is_told_at_half_time(buy, now):
    buy(valid_days=4)
    assert warning(now).due_at == now + 2 * DAY


def test_what_never_lapses_is_not_told(buy, now):
    buy()
    assert warning(now) is None
