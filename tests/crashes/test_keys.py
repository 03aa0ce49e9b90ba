"""H10: a key whose request was killed is usable again within a minute, and books once."""

import time

import httpx
import pytest
from django.db import connection

from tests.figures import print_figure
from tests.servers import Installation
from tests.sizes import LONG

pytestmark = [pytest.mark.race, pytest.mark.soak]

BODY = {
    "offering": "hour",
    "variant": "single",
    "starts_at": "2027-01-12T10:00:00+01:00",
    "timezone": "Europe/Zurich",
    "customer": {"name": "Eve", "email": "eve@example.com"},
    "payment": {"provider": "transfer"},
}
# After the key was written and the hour was occupied.
IN_THE_MIDST = "booking.api.views.bookings:BookingsView.post:15"


def send(installation: Installation, *, timeout: float) -> httpx.Response:
    headers = {"Idempotency-Key": "the same"}
    return httpx.post(f"{installation.url()}/api/v1/bookings/", json=BODY, headers=headers, timeout=timeout)


def seconds_until_it_books(installation: Installation) -> float:
    began = time.monotonic()
    while (answer := send(installation, timeout=30)).status_code != 201:
        assert answer.status_code in (409, 503), answer.content
        assert time.monotonic() - began < 60, answer.content
        time.sleep(0.2)
    took = time.monotonic() - began
    assert send(installation, timeout=30).json() == answer.json()
    return took


@pytest.fixture
def side_by_side(installed):
    """Two web servers on one database: the first ends in the midst of a booking, the second does not."""
    healthy = installed()
    failing = Installation(healthy.data, database_url=healthy.environment["DATABASE_URL"])
    failing.environment = {**healthy.environment, "ALMANAC_PUBLIC_PORT": str(failing.port)}
    yield failing, healthy
    failing.stop()


@pytest.mark.parametrize("action", ["kill", "freeze"])
def test_key_of_a_request_that_broke_off_is_usable_again(side_by_side, action):
    if action == "freeze" and (connection.vendor == "sqlite" or not LONG):
        pytest.skip("SQLite frees nobody's lock while the process is there; and freezing takes a while")
    failing, healthy = side_by_side
    failing.environment["ALMANAC_FAIL"] = f"{IN_THE_MIDST}:{action}"
    failing.start_web(workers=1)
    healthy.start_web(workers=1)
    with pytest.raises(httpx.TransportError):
        send(failing, timeout=5)
    took = seconds_until_it_books(healthy)
    print_figure("crash.key", database=connection.vendor, broken_off_by=action, seconds=round(took, 2))
    assert healthy.count("reservations_booking WHERE email = 'eve@example.com'") == 1
