"""Fixtures every room's tests share: a virtual clock and a small studio in the database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from xdist.remote import Producer

from booking.accounts.models import Organization
from booking.core.changes import forget_all
from booking.core.clock import frozen_at
from booking.core.limits.storage import store
from booking.core.tenancy import acting_for
from booking.studios.services import load_studio
from tests import settings as test_settings
from tests.migrated import copy_file
from tests.sharing import BySharing
from tests.sizes import LONG

HARBOUR = Path(__file__).parent / "data" / "studios" / "harbour.yaml"

# A Monday, 09:00 in Zürich.
NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)


# They ask the rooms below, whose own tests run on both databases, as does what asks every route for nonsense.
FACES = {"architecture", "backoffice", "checkout", "config", "home", "journeys", "pages", "portals", "studios"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if test_settings.POSTGRESQL and not LONG:
        skip = pytest.mark.skip(reason="the same on either database: the run on SQLite has it")
        for item in items:
            room = item.path.relative_to(Path(__file__).parent).parts[0]
            if room in FACES or item.get_closest_marker("either_database"):
                item.add_marker(skip)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharing:
    return BySharing(config, log)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def nothing_kept():
    """Every test has a database as it was at the start; what was kept of another one would not be noticed to be old."""
    forget_all()


@pytest.fixture
def organization(db) -> Organization:
    """An empty organization that the test acts for."""
    organization = Organization.objects.create(
        slug="quiet", name="Quiet", timezone="Europe/Zurich", currency="CHF", country="CH", languages=["en"]
    )
    with acting_for(organization):
        yield organization


@pytest.fixture
def other_organization(db) -> Organization:
    return Organization.objects.create(
        slug="loud", name="Loud", timezone="Europe/Oslo", currency="NOK", country="NO", languages=["en"]
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """PostgreSQL copies what is migrated by itself, see tests/settings.py; SQLite takes the file that is there."""
    if connection.vendor == "sqlite":
        copy_file(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """The test database, with Harbour Studio in it from the start: loading it once is faster than for every test."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        load_harbour()
    yield
    store().close()


@pytest.fixture
def studio(db, settings, tmp_path) -> Organization:
    """Harbour Studio of tests/data, as it is on NOW, acting for it on a clock that stands there."""
    settings.MEDIA_ROOT = tmp_path
    organization = Organization.objects.filter(slug="harbour").first() or load_harbour()
    with frozen_at(NOW), acting_for(organization):
        yield organization


def load_harbour() -> Organization:
    with frozen_at(NOW):
        load_studio(HARBOUR.read_bytes(), base=HARBOUR.parent, now=NOW)
    return Organization.objects.get(slug="harbour")
