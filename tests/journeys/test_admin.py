"""The admin under its content security policy: an owner edits a page, plans it, chooses a picture, sees the preview."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import visitor

pytestmark = pytest.mark.browser

PASSWORD = "a long password"
PREPARE = f"""
from booking.accounts.models import User
from booking.pages.models import OfferingPage
user = User.objects.get(email="owner@harbour.example")
user.set_password("{PASSWORD}")
user.save()
print("page", OfferingPage.objects.get(slug="coaching").pk)
"""
WATCH = """
window.addEventListener("securitypolicyviolation", (event) =>
  window.reportViolation(`${event.effectiveDirective} ${event.blockedURI} on ${location.pathname}`));
"""


@pytest.fixture
def violations() -> list[str]:
    return []


@pytest.fixture
def desk(site, browser, violations) -> Iterator[Page]:
    """The owner, signed in, in the editor of a landing page; what a policy refuses is written into `violations`."""
    number = site.manage("shell", "--no-imports", "-c", PREPARE).split("page ")[1].strip()
    with visitor(browser, viewport={"width": 1400, "height": 1000}) as page:
        page.context.expose_function("reportViolation", lambda violation: violations.append(violation))
        page.context.add_init_script(WATCH)
        page.goto(f"{site.url('harbour.localhost')}/admin/pages/")
        page.locator("input[name=username]").fill("owner@harbour.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Harbour Studio")
        page.goto(f"{site.url('harbour.localhost')}/admin/pages/{number}/edit/")
        expect(page.get_by_role("button", name="Toggle preview")).to_be_visible()
        yield page


def test_the_editor_works_under_its_policy(desk, violations):
    desk.get_by_role("button", name="Toggle preview").click()
    # The editor loads each preview in a second frame, which then takes the place of the first.
    preview = desk.locator("iframe.w-preview__iframe").last.content_frame
    expect(preview.get_by_role("heading", level=1)).to_be_visible()
    desk.get_by_role("button", name="Choose an image").first.click()
    expect(desk.get_by_role("heading", name="Choose an image")).to_be_visible()
    desk.locator(".modal [data-dismiss='modal']").first.click()
    expect(desk.get_by_role("heading", name="Choose an image")).to_have_count(0)
    desk.get_by_role("button", name="Toggle status").first.click()
    desk.get_by_role("button", name="Set schedule").click()
    # Its own way to start is a script in the page, which the policy refuses.
    desk.locator("input[name=go_live_at]").click()
    expect(desk.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    assert violations == []
