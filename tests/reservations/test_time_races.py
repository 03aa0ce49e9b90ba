"""A stretch of somebody's time, wanted from several sides at once (SCH-5): exactly one has it, and the way counts.

The control runs the same without locks and the database's refusals, with a pause before anything is taken.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from booking.availability.models import Blackout
from booking.availability.services import Absence, put_blackout
from booking.calendars.models import Entry
from booking.calendars.models.entries import NO_OVERLAP
from booking.core import guards
from booking.core.consistency import find_faults
from booking.core.errors import AlmanacError
from booking.core.timezones import wall_clock
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.services import book
from booking.scheduling.models import Place, Session
from booking.scheduling.services import move_session
from booking.scheduling.services.places import save_place, save_travel, save_venue
from tests.concurrently import Work, at_once
from tests.reservations.conftest import NEXT_TUESDAY, PAID
from tests.sizes import SIZES
from tests.tenants.conftest import as_superuser

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.soak]
PAUSE_SECONDS = 0.5
# On a busy machine one after the other may come by chance.
TRIES = 5
BUYERS = 3


def hesitate(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "calendars_entry"'):
        time.sleep(PAUSE_SECONDS)
    return execute(sql, params, many, context)


@pytest.fixture
def rounds(studio, ask, now) -> Callable[[str, int], list[Work]]:
    """The works of a scenario, each round at another time; of each only one may succeed."""
    ana, ben = (Instructor.objects.get(slug=slug) for slug in ("ana-keller", "ben-lind"))
    save_place("far", details={"name": "Far", "timezone": "Europe/Zurich"})
    save_venue(Offering.objects.get(slug="lesson"), place=Place.objects.get(slug="far"), rooms=[])
    save_travel([("hall", "far", 60)])

    def booking(slug: str, start: datetime, number: int, **values) -> Work:
        asked = ask(slug, starts_at=(start,), email=f"{slug}{number}@example.com", **values)
        return lambda: book(asked, **PAID, now=now)

    def blackout(number: int) -> list[Work]:
        start = NEXT_TUESDAY + timedelta(hours=number)
        walls = [wall_clock(at, "Europe/Zurich").replace(tzinfo=None) for at in (start, start + timedelta(hours=1))]
        absence = Absence(ana.calendar_owner, "Europe/Zurich", *(f"{wall:%Y-%m-%dT%H:%M}" for wall in walls))
        buyers = [booking("coaching", start, buyer) for buyer in range(BUYERS)]
        return [*buyers, lambda: put_blackout(absence, actor="staff:1", now=now)]

    def move(number: int) -> list[Work]:
        date = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[number]
        start = NEXT_TUESDAY + timedelta(days=2 + 7 * number, hours=5)
        buyers = [booking("lesson", start, buyer, instructor=ben) for buyer in range(BUYERS)]
        return [*buyers, lambda: move_session(date, to=start, actor="staff:1", now=now)]

    def way(number: int) -> list[Work]:
        start = NEXT_TUESDAY + timedelta(days=3 + 7 * number)
        there = booking("lesson", start + timedelta(hours=1, minutes=30), number, instructor=ana)
        return [booking("coaching", start, number), there]

    scenarios = {"blackout": blackout, "move": move, "way": way}
    return lambda name, number: scenarios[name](number)


def successes(raised: list[Exception | None]) -> int:
    assert [error for error in raised if error and not isinstance(error, AlmanacError)] == []
    return raised.count(None)


@pytest.fixture
def unprotected(settings) -> Iterator[None]:
    """Without locks, and without the database's refusal of overlaps."""
    up = guards.standing()
    settings.UNSAFE_WITHOUT_PROTECTION = True
    guards.take_down()
    if connection.vendor == "postgresql":
        with transaction.atomic(), as_superuser(), connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE calendars_entry DROP CONSTRAINT "{NO_OVERLAP.name}"')
    yield
    settings.UNSAFE_WITHOUT_PROTECTION = False
    Entry.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert guards.standing() == up


def test_exactly_one_side_has_the_time(studio, rounds, now):
    won = []
    for name in ("blackout", "move", "way"):
        for number in range(SIZES.approval_rounds):
            works = rounds(name, number)
            won.append((name, successes(at_once(studio, works))))
    assert {count for _, count in won} == {1}, won
    assert find_faults(studio, now=now) == []
    assert Booking.objects.count() + Blackout.objects.count() >= SIZES.approval_rounds


def test_without_the_protection_several_have_it(studio, rounds, unprotected):
    for name in ("blackout", "move", "way"):
        most = 0
        for number in range(TRIES):
            works = rounds(name, number)
            most = max(most, successes(at_once(studio, works, wrapper=hesitate)))
            if most > 1:
                break
        assert most > 1, name
