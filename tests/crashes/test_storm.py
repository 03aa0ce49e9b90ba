"""OPS-3: whatever is killed while people book, nothing that was acknowledged is lost and all data agree."""

import asyncio
import json
import random
import secrets
from collections import Counter

import pytest
from django.db import connection

from tests.concurrently import run
from tests.conftest import NOW
from tests.crashes.service import Service
from tests.crashes.storm import Storm
from tests.figures import print_figure
from tests.servers import Installation
from tests.sizes import SIZES

pytestmark = [pytest.mark.race, pytest.mark.soak]

# Everything was killed and starts again while people press, on a machine that does other things too.
MOST_STARTS = 2
TOLD = """
import json
from django.conf import settings
from datetime import timedelta
from booking.core.clock import now
from booking.core.consistency import find_faults
from booking.core.events import deliver_due
from booking.core.tenancy import acting_for
from booking.accounts.models import Organization
from booking.notifications.models import Message
from booking.notifications.services import send_due
from booking.reservations.models import Booking
organization = Organization.objects.get()
faults = [str(finding) for finding in find_faults(organization, now=now())]
# What a killed worker had leased is free again.
later = now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
while deliver_due(now=later): pass
while send_due(now=later): pass
with acting_for(organization):
    bookings = list(Booking.objects.values_list("reference", "email", "status"))
    told = list(Message.objects.filter(kind="booking_confirmed").values_list("effect", "status"))
print("told " + json.dumps({"faults": faults, "bookings": bookings, "told": told}))
"""


def look_inside(installation: Installation) -> dict:
    """Check everything, after all that is owed was sent: minutes, where thousands have booked."""
    told = installation.manage("shell", "--no-imports", "-c", TOLD, seconds=3600)
    return json.loads(told.split("told ", 1)[1])


async def kill_at_random(
    service: Service, *, kills: int, chance: random.Random, spared: frozenset[str] = frozenset()
) -> Counter:
    killed = Counter()
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.2, 1.5))
        killed[await asyncio.to_thread(service.kill_one, chance, spared=spared)] += 1
        await asyncio.to_thread(service.wait_until_it_answers, seconds=120)
    await asyncio.sleep(0.5)
    return killed


async def kill_under_a_storm(service: Service, *, kills: int, seed: int, **how) -> tuple[Storm, Counter]:
    chance = random.Random(seed)
    storm = Storm(service.installation.url(), chance=random.Random(seed + 1), first_hour=NOW.replace(day=6))
    killing = asyncio.ensure_future(kill_at_random(service, kills=kills, chance=chance, **how))
    await storm.rage(killing)
    return storm, killing.result()


def test_killing_anything_under_bookings_loses_nothing(serving):
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")  # noqa: T201
    service = serving()
    storm, killed = run(kill_under_a_storm(service, kills=SIZES.kills, seed=seed))
    service.stop()
    inside = look_inside(service.installation)
    print_figure(
        "crash.storm",
        database=connection.vendor,
        seed=seed,
        kills=dict(killed),
        answers={str(status): count for status, count in storm.answers.items()},
        acknowledged=len(storm.acknowledged),
        lost=len(storm.acknowledged.keys() - {reference for reference, _, _ in inside["bookings"]}),
        longest_outage_seconds=round(storm.longest_outage, 1),
        start_seconds=round(service.start_seconds, 1),
    )
    assert inside["faults"] == []
    assert storm.answers.keys() <= {200, 201, 409, 503, "no answer"}, service.installation.log()
    kept = {reference: (email, status) for reference, email, status in inside["bookings"]}
    wanted = {reference: (storm.emails[reference], status) for reference, status in storm.acknowledged.items()}
    assert kept == wanted
    confirmed = {
        f"booking_confirmed:{reference}": "sent" for reference, (_, status) in kept.items() if status == "confirmed"
    }
    assert confirmed.items() <= dict(inside["told"]).items()
    assert storm.longest_outage < 5 + MOST_STARTS * service.start_seconds


def test_without_transactions_the_same_kills_leave_a_mess(serving):
    service = serving(unsafe=True)
    spared = frozenset({"worker", "database", "database process"})
    storm, _ = run(kill_under_a_storm(service, kills=3, seed=1, spared=spared))
    service.stop()
    assert storm.acknowledged
    assert look_inside(service.installation)["faults"]
