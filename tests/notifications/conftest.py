import copy
from datetime import datetime
from pathlib import Path

import pytest

from booking.core.tenancy import acting_for
from tests.notifications import postcards
from tests.notifications.bookings import NOW, make_booking, make_instructor, make_offering, make_sessions, make_studio
from tests.notifications.sink import Sink


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def lumen(db):
    """A studio that the test acts for."""
    organization = make_studio()
    with acting_for(organization):
        yield organization


@pytest.fixture
def mira(lumen):
    return make_instructor()


@pytest.fixture
def yoga(lumen):
    return make_offering()


@pytest.fixture
def booking(yoga, mira):
    """Ada's confirmed booking of one lesson, two days after NOW."""
    return make_booking(yoga, make_sessions(yoga, mira))


@pytest.fixture
def postcard(settings) -> str:
    """The name of a kind whose templates stand beside these tests."""
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    return postcards.Postcard.name


@pytest.fixture
def sink(settings):
    """A real mail server on this machine that keeps what it is given; this process sends to it."""
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
