"""Chromium as a visitor would use it, and axe as the strictest of visitors."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def launch(playwright: Playwright) -> Browser:
    """The machine's Chromium or Chrome; without one, the build that `playwright install chromium` fetched."""
    found = next(filter(None, map(shutil.which, _NAMES)), None) or (str(_MACOS) if _MACOS.exists() else None)
    return playwright.chromium.launch(executable_path=found, args=_QUIET)


@contextmanager
def visitor(browser: Browser, **options) -> Iterator[Page]:
    """A page in a fresh context, in Zürich unless told otherwise; errors in the console fail the test."""
    context = browser.new_context(**{"timezone_id": "Europe/Zurich", "locale": "en-GB", **options})
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert [line for line in complaints if "status of 4" not in line] == []


def axe_findings(page: Page) -> list[str]:
    """What axe finds on the page against WCAG 2.2 AA, one line each."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['target']} on {page.url}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
