from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def starting(template: Template) -> Iterator[Callable[..., Installation]]:
    """Start installations made from the template; `unsafe` switches the protection off."""
    started = []

    def start(*, unsafe: bool = False) -> Installation:
        installation = template.installation(unsafe=unsafe)
        started.append(installation)
        if unsafe:
            installation.application = "tests.races.hesitant:application"
        installation.start_web()
        return installation

    yield start
    for installation in started:
        installation.stop()


@pytest.fixture
def crowded(template) -> Iterator[Callable[..., Installation]]:
    """Start an installation with one class of five places and one coach."""
    with starting(template) as start:
        yield start
