from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests import settings as test_settings
from tests.conftest import NOW
from tests.servers import Installation
from tests.templates import Template

CROWD = Path(__file__).parents[1] / "data" / "studios" / "crowd.yaml"


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Template:
    folder = tmp_path_factory.mktemp("crowds")
    return Template(folder, studio=CROWD, starts_at=NOW, postgresql=test_settings.POSTGRESQL)


@pytest.fixture(scope="session")
def token(template) -> str:
    """The coach's, good in every installation."""
    return template.origin.manage("make_token", "crowd", "ana@crowd.example").split()[-1]


@contextmanager
def started(installation: Installation) -> Iterator[Installation]:
    installation.start_web()
    yield installation
    installation.stop()


@pytest.fixture(scope="session")
def guarded(template, token) -> Iterator[Installation]:
    """A class of five places and a coach, for all tests: each wants dates and hours of its own."""
    with started(template.installation()) as installation:
        yield installation


@pytest.fixture(scope="session")
def unguarded(template, token) -> Iterator[Installation]:
    """The same with the protection switched off."""
    with started(hesitant(template)) as installation:
        yield installation


@pytest.fixture
def crowded(template) -> Iterator[Callable[..., Installation]]:
    """Start such installations of one's own, for what can be had only once."""
    with ExitStack() as running:

        def start(*, unsafe: bool = False) -> Installation:
            installation = hesitant(template) if unsafe else template.installation()
            return running.enter_context(started(installation))

        yield start


def hesitant(template: Template) -> Installation:
    installation = template.installation(unsafe=True)
    installation.application = "tests.races.hesitant:application"
    return installation
