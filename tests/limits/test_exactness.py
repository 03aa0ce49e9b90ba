"""Two hundred requests at once over four processes: exactly as many pass as may, and more without the protection."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests import settings as test_settings
from tests.concurrently import run
from tests.conftest import NOW
from tests.figures import print_figure
from tests.servers import Installation
from tests.sizes import SIZES
from tests.templates import Template

pytestmark = [pytest.mark.race, pytest.mark.soak]

CROWD = Path(__file__).parents[1] / "data" / "studios" / "crowd.yaml"
CLIENTS, MOST = 200, 37
QUOTE = {"offering": "class", "variant": "seat"}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Template:
    folder = tmp_path_factory.mktemp("limits")
    return Template(folder, studio=CROWD, starts_at=NOW, postgresql=test_settings.POSTGRESQL)


@pytest.fixture
def limited(template) -> Iterator[Callable[..., Installation]]:
    """Start four processes that allow MOST quotes in ten minutes; `unsafe` reads the counter before it writes it."""
    started = []

    def start(*, proxies: int = 0, unsafe: bool = False) -> Installation:
        installation = template.installation(unsafe=unsafe)
        started.append(installation)
        settings = {"ALMANAC_LIMITS": f"*=1000000/60,quote={MOST}/600", "ALMANAC_TRUSTED_PROXIES": str(proxies)}
        installation.environment |= settings
        installation.start_web(workers=4)
        return installation

    yield start
    for installation in started:
        installation.stop()


def passed(installation: Installation, *, forwarded_for: Callable[[int], str]) -> tuple[int, int]:
    """How many of CLIENTS requests at once got an answer, and how many were told when to come back."""
    answers = run(_rush(installation, forwarded_for=forwarded_for))
    assert set(answers) <= {(200, False), (429, True)}, answers
    return answers[200, False], answers[429, True]


async def _rush(installation: Installation, *, forwarded_for: Callable[[int], str]) -> Counter:
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=installation.url(), limits=limits, timeout=60) as client:

        async def one(number: int) -> tuple[int, bool]:
            headers = {"X-Forwarded-For": forwarded_for(number)}
            answer = await client.post("/api/v1/quotes/", json=QUOTE, headers=headers)
            return answer.status_code, 0 < int(answer.headers.get("Retry-After", 0)) <= 600

        return Counter(await asyncio.gather(*(one(number) for number in range(CLIENTS))))


def test_exactly_as_many_pass_as_may(limited):
    installation = limited(proxies=1)
    for number in range(SIZES.limit_rounds):
        outcome = passed(installation, forwarded_for=lambda _, number=number: f"6.6.6.6, 198.51.100.{number}")
        assert outcome == (MOST, CLIENTS - MOST)
    database = "postgresql" if test_settings.POSTGRESQL else "sqlite"
    print_figure("limit_rounds", database=database, rounds=SIZES.limit_rounds, clients=CLIENTS, passed=MOST)


def test_forwarded_headers_change_nothing_without_a_proxy(limited):
    outcome = passed(limited(), forwarded_for=lambda client: f"198.51.100.{client}")
    assert outcome == (MOST, CLIENTS - MOST)


def test_without_the_protection_more_pass(limited):
    installation = limited(proxies=1, unsafe=True)
    rounds = [
        run(_rush(installation, forwarded_for=lambda _, number=number: f"198.51.100.{number}")) for number in range(3)
    ]
    assert max(answers[200, False] for answers in rounds) > MOST
