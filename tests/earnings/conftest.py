from collections.abc import Callable
from datetime import datetime

import pytest

from booking.core.events import deliver_due
from booking.reservations.attendance import seats_on_roster
from booking.reservations.models import Seat
from booking.reservations.services import book, complete_past
from booking.scheduling.models import Session
from tests.reservations.conftest import ask as ask

PAID = {"provider": "transfer", "actor": "customer"}


@pytest.fixture
def places(ask, now) -> list[Seat]:
    """Three places of two bookings in the first Tuesday class, CHF 28.00 each, tax included."""
    for name, quantity in (("Adam", 1), ("Zoe", 2)):
        book(ask("tuesday-flow", name=name, email=f"{name}@example.com", quantity=quantity), **PAID, now=now)
    [session] = Session.objects.filter(seats__isnull=False).distinct()
    return seats_on_roster(session)


@pytest.fixture
def settle(studio) -> Callable[[datetime], None]:
    """Everything that time does until a moment, and what follows from it."""

    def run(at: datetime) -> None:
        while complete_past(now=at):
            pass
        while deliver_due(now=at):
            pass

    return run
