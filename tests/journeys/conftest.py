from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import settings as test_settings
from tests.cards.practice import Practice, practice_stripe
from tests.conftest import HARBOUR, NOW
from tests.journeys.browser import launch
from tests.servers import Installation
from tests.templates import Template


@pytest.fixture(scope="package")
def practice() -> Iterator[Practice]:
    """A practice Stripe that the installation pays with."""
    with practice_stripe() as practice:
        yield practice


@pytest.fixture(scope="package")
def site(tmp_path_factory, practice) -> Iterator[Installation]:
    """Harbour Studio on a running installation with a worker, on a clock that starts at NOW."""
    folder = tmp_path_factory.mktemp("site")
    template = Template(folder, studio=HARBOUR, starts_at=NOW, postgresql=test_settings.POSTGRESQL)
    installation = template.installation()
    script = f"{practice.url}/js.stripe.com/v3/"
    installation.environment |= {"ALMANAC_STRIPE_API": practice.url, "ALMANAC_STRIPE_SCRIPT": script}
    installation.start_web()
    installation.start_worker()
    yield installation
    installation.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
