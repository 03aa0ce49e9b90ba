from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import settings as test_settings
from tests.conftest import HARBOUR, NOW
from tests.journeys.browser import launch
from tests.servers import Installation
from tests.templates import Template


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Installation]:
    """Harbour Studio on a running installation with a worker, on a clock that starts at NOW."""
    folder = tmp_path_factory.mktemp("site")
    template = Template(folder, studio=HARBOUR, starts_at=NOW, postgresql=test_settings.POSTGRESQL)
    installation = template.installation()
    installation.start_web()
    installation.start_worker()
    yield installation
    installation.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
