from collections.abc import Callable
from datetime import timedelta

import pytest

from booking.credits.models import Lot
from booking.credits.services import Grant, grant
from booking.credits.states import CREDIT
from booking.people.models import Customer
from booking.people.services import save_customer


@pytest.fixture
def customer(organization, now) -> Customer:
    return save_customer(name="Cleo", email="cleo@example.com", now=now)


@pytest.fixture
def given(customer, now) -> Callable[..., Lot]:
    """Put so many credits into Cleo's wallet, for so many days or for good."""

    def give(amount: int, *, days: int | None = None, source: str = "pack") -> Lot:
        expires_at = None if days is None else now + timedelta(days=days)
        what = Grant(CREDIT, amount, source=source, expires_at=expires_at)
        return grant(customer, what=what, actor="system", now=now)

    return give
