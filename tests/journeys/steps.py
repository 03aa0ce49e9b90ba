"""What visitors do, in their own words."""

import email
import re
import time
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.browser import axe_findings
from tests.servers import Installation


def arrive(page: Page, site: Installation, *, path: str = "/") -> None:
    page.goto(f"{site.url()}{path}")
    look(page)


def look(page: Page) -> None:
    """The page is fit for everybody: axe finds nothing, and it does not scroll sideways."""
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def fill_details(page: Page, *, name: str, mail: str) -> None:
    expect(page.get_by_role("heading", level=1, name="Your details")).to_be_visible()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Mail address").fill(mail)


def answer_questions(page: Page) -> None:
    page.get_by_label("What would you like to reach?").fill("Sleep better")
    page.get_by_label("Injuries or conditions").fill("A stiff shoulder")
    page.get_by_label("beginner").check()
    page.get_by_label("I agree that Harbour stores these answers").check()


def go_on_to_payment(page: Page) -> None:
    page.get_by_role("button", name="Check and confirm").click()
    expect(page.get_by_role("heading", level=1, name="Check and confirm")).to_be_visible()


def confirm(page: Page) -> str:
    """Confirm, and read the reference on the page that follows."""
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()
    return page.locator(".confirmation .reference").inner_text()


def letter_to(site: Installation, *, mail: str, about: str, seconds: int = 40) -> EmailMessage:
    """The mail to an address whose subject holds `about`, once the worker has sent it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for path in sorted(Path(site.data / "mail").glob("*.eml")):
            letter = email.message_from_bytes(path.read_bytes(), policy=default)
            if mail in letter["To"] and about in letter["Subject"]:
                return letter
        time.sleep(0.3)
    raise AssertionError(f"no mail to {mail} about {about!r} came: {site.log()}")


def link_in(letter: EmailMessage, *, path: str) -> str:
    """The first link in the text of a mail that leads below `path`."""
    text = letter.get_body(("plain",)).get_content()
    return re.search(rf"https?://\S+{path}\S+", text).group()


def calendar_in(letter: EmailMessage) -> str:
    (calendar,) = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
    return calendar.get_content() if isinstance(calendar.get_content(), str) else calendar.get_content().decode()
