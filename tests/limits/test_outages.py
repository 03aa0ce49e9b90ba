"""While the database is away every face says so and asks to come back; when it is back, everything works again."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from tests import settings as test_settings
from tests.conftest import HARBOUR, NOW
from tests.figures import print_figure
from tests.postgresql import server_in
from tests.servers import Installation
from tests.templates import Template

pytestmark = [
    pytest.mark.race,
    pytest.mark.skipif(not test_settings.POSTGRESQL, reason="SQLite lives in the process"),
]
FACES = {
    "page": ("GET", "/"),
    "landing": ("GET", "/offerings/coaching/"),
    "till": ("GET", "/book/coaching/"),
    "form": ("POST", "/book/coaching/details/"),
    "portal": ("GET", "/booking/ABCDEFGHJK/?token=x"),
    "admin": ("GET", "/admin/login/"),
    "list": ("GET", "/api/v1/offerings/"),
    "quote": ("POST", "/api/v1/quotes/"),
    "booking": ("POST", "/api/v1/bookings/"),
}
RECOVERED_WITHIN_SECONDS = 15


@pytest.fixture
def server():
    """A PostgreSQL of its own, to be stopped and started."""
    server = server_in("pg-outage")
    yield server
    server.cleanup()


def test_every_face_answers_while_the_database_is_away(tmp_path_factory, server):
    folder = tmp_path_factory.mktemp("away")
    installation = Template(folder, studio=HARBOUR, starts_at=NOW, postgresql=True, server=server).installation()
    installation.start_web()
    try:
        before = ask_all(installation)
        server.stop()
        began = time.monotonic()
        away = ask_all(installation)
        seconds_to_tell = time.monotonic() - began
        assert httpx.get(f"{installation.url()}/healthz").status_code == 200
        server.start()
        began = time.monotonic()
        wait_until(lambda: ask_all(installation) == before)
        seconds_to_recover = time.monotonic() - began
    finally:
        installation.stop()
    assert {name: status for name, (status, _) in before.items() if status >= 500} == {}
    assert {name: answer for name, answer in away.items() if answer != (503, "5")} == {}
    print_figure("outage", seconds_to_tell=seconds_to_tell, seconds_to_recover=seconds_to_recover)


def ask_all(installation: Installation) -> dict[str, tuple[int, str]]:
    """Status and Retry-After of every face, all asked at once."""
    with ThreadPoolExecutor(len(FACES)) as pool:
        return dict(zip(FACES, pool.map(partial(ask, installation), FACES.values()), strict=True))


def ask(installation: Installation, face: tuple[str, str]) -> tuple[int, str]:
    method, path = face
    body = {"json": {}} if path.startswith("/api/") and method == "POST" else {}
    answer = httpx.request(method, f"{installation.url()}{path}", timeout=60, **body)
    expected = "application/problem+json" if path.startswith("/api/") else "text/html"
    if answer.status_code == 503:
        assert answer.headers["Content-Type"].startswith(expected)
        assert "nonce-" in answer.headers["Content-Security-Policy"]
    return answer.status_code, answer.headers.get("Retry-After", "")


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + RECOVERED_WITHIN_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not recover"
        time.sleep(0.2)
