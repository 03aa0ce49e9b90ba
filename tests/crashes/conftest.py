import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests import settings as test_settings
from tests.conftest import NOW
from tests.crashes.service import Service
from tests.postgresql import server_in
from tests.servers import Installation
from tests.templates import Template

STORM = Path(__file__).parents[1] / "data" / "studios" / "storm.yaml"


@pytest.fixture(scope="session")
def own_server():
    """A PostgreSQL that may be killed; None on SQLite."""
    if not test_settings.POSTGRESQL:
        return None
    return server_in(f"own-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


@pytest.fixture(scope="session")
def template(tmp_path_factory, own_server) -> Template:
    folder = tmp_path_factory.mktemp("crashes")
    return Template(folder, studio=STORM, starts_at=NOW, postgresql=test_settings.POSTGRESQL, server=own_server)


@pytest.fixture
def installed(template, own_server) -> Iterator[Callable[..., Installation]]:
    """Copies of a studio with many dates and hours, of which nothing runs yet."""
    made = []

    def install(*, unsafe: bool = False) -> Installation:
        made.append(template.installation(unsafe=unsafe))
        if own_server:
            checkpoint(own_server)
        return made[-1]

    yield install
    for installation in made:
        installation.stop()


def checkpoint(server) -> None:
    """A copied database does not log the numbers its sequences give until then; a crash would give them twice."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CHECKPOINT")


@pytest.fixture
def serving(installed, own_server) -> Iterator[Callable[..., Service]]:
    """Such a studio served as the product serves itself."""
    running = []

    def serve(*, unsafe: bool = False) -> Service:
        running.append(Service(installed(unsafe=unsafe), server=own_server))
        return running[-1]

    yield serve
    for service in running:
        service.stop()
