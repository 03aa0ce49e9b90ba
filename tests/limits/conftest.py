from collections.abc import Callable

import pytest

from booking.core.limits.storage import store


@pytest.fixture
def limits(settings, db) -> Callable[..., None]:
    """Set real limits, as in limits(booking="2/60"); nothing was counted before."""
    store().run("DELETE FROM core_limits", ())

    def limit(**rates: str) -> None:
        given = {name.replace("__", ".").replace("_", "-"): rate.split("/") for name, rate in rates.items()}
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, **{n: (int(m), int(s)) for n, (m, s) in given.items()}}

    yield limit
    store().run("DELETE FROM core_limits", ())
