"""What a policy with nonces is for: a browser runs the scripts of an answer that carry its nonce, and no others."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from playwright.sync_api import Route, sync_playwright

from tests.journeys.browser import launch

pytestmark = [pytest.mark.browser, pytest.mark.either_database]

POLICY = "Content-Security-Policy"
PROBES = """
<script>document.documentElement.dataset.bare = "ran"</script>
<script nonce="{nonce}">document.documentElement.dataset.known = "ran"</script>
<script nonce="guessed">document.documentElement.dataset.guessed = "ran"</script>
<a id="link" href="javascript:void(document.documentElement.dataset.link = 'ran')">A link</a>
<button id="button" type="button" onclick="document.documentElement.dataset.handler = 'ran'">A button</button>
</body>"""


def scripts_that_run(headers: dict[str, str], body: str) -> list[str]:
    """Which probes leave their mark when Chromium shows this answer and somebody clicks."""

    def serve(route: Route) -> None:
        is_page = route.request.resource_type == "document"
        route.fulfill(headers=headers, body=body) if is_page else route.abort()

    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.set_default_timeout(10_000)
        page.route("**/*", serve)
        page.goto("http://harbour.localhost/", wait_until="domcontentloaded")
        for name in ("link", "button"):
            page.locator(f"#{name}").dispatch_event("click")
        marks = page.evaluate(
            "async () => { await new Promise(requestAnimationFrame); "
            "return Object.keys(document.documentElement.dataset) }"
        )
        browser.close()
    return sorted(set(marks) & {"bare", "known", "guessed", "link", "handler"})


@pytest.mark.parametrize("path", ["/admin/login/", "/"])
def test_only_a_script_with_the_nonce_runs(studio, path):
    answer = Client(headers={"host": "harbour.localhost"}).get(path)
    nonce = re.search(r"script-src [^;]*'nonce-([^']+)'", answer[POLICY])[1]
    body = answer.content.decode().replace("</body>", PROBES.format(nonce=nonce))
    guarded = {"Content-Type": "text/html", POLICY: answer[POLICY]}
    bare = {"Content-Type": "text/html"}
    # In a thread of its own: another test's browser may have its loop in this one.
    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(scripts_that_run, guarded, body).result() == ["known"]
        assert aside.submit(scripts_that_run, bare, body).result() == ["bare", "guessed", "handler", "known", "link"]
