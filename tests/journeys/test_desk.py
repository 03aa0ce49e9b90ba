"""At the desk, on the phone: a date moves, somebody is booked over the rules, time off is kept (SCH-2, BKG-8)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import visitor
from tests.journeys.steps import letter_to, link_in, look
from tests.journeys.test_admin import PASSWORD, PREPARE

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def desk(site, browser) -> Iterator[Page]:
    """The owner, signed in, on the agenda of a week in March."""
    site.manage("shell", "--no-imports", "-c", PREPARE)
    with visitor(browser, **PHONE) as page:
        page.goto(f"{site.url('harbour.localhost')}/admin/studio/?from=2027-03-22")
        page.locator("input[name=username]").fill("owner@harbour.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("22 March")
        yield page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def settle(page: Page) -> None:
    """Messages of the admin fade in, and are pale until they have."""
    page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished)).then(() => true)")


def test_a_date_is_moved_and_time_off_is_kept(desk):
    look(desk)
    desk.get_by_role("link", name="Change Tuesday flow").click()
    look(desk)
    desk.get_by_label("Day and time").first.fill("2027-03-24T18:30")
    press(desk, "See what moving means")
    expect(desk.get_by_text("Wednesday 24 March 2027, 18:30 to 19:45")).to_be_visible()
    look(desk)
    desk.get_by_label("Why?").fill("Ben is travelling")
    press(desk, "Move")
    expect(desk.get_by_text("Done. Whoever has to know is told.")).to_be_visible()
    desk.goto(desk.url.split("/studio/")[0] + "/studio/time-off/ben-lind/")
    desk.get_by_label("First day").fill("2027-03-24")
    desk.get_by_label("Last day").fill("2027-03-26")
    press(desk, "See what is booked then")
    expect(desk.get_by_role("heading", name="Something takes place then")).to_be_visible()
    look(desk)
    press(desk, "Keep what is booked, and the rest free")
    expect(desk.get_by_text("what was booked stays")).to_be_visible()
    settle(desk)
    look(desk)
    press(desk, "Give back")
    expect(desk.get_by_text("Nothing is planned.")).to_be_visible()
    desk.goto(desk.url.split("/studio/")[0] + "/studio/connections/")
    look(desk)


def test_somebody_is_booked_over_the_rules_and_gives_up_a_part(desk, site, browser):
    desk.goto(desk.url.split("/studio/")[0] + "/studio/book/coaching/")
    look(desk)
    desk.get_by_label("What", exact=True).select_option("pack-4")
    desk.get_by_label("Day and time").fill("2027-03-25T19:00")
    desk.get_by_label("Name").fill("Dora Desk")
    desk.get_by_label("Mail address").fill("dora@example.com")
    desk.get_by_label("What would you like to reach?").fill("Sleep")
    desk.get_by_label("I agree that Harbour stores these answers").check()
    press(desk, "See what it means")
    expect(desk.get_by_text("It is outside of the hours of Ana Keller.")).to_be_visible()
    look(desk)
    desk.get_by_label("Why do the rules not hold here?").fill("She works late")
    press(desk, "Book it all the same")
    expect(desk.get_by_role("heading", level=1, name="Dora Desk")).to_be_visible()
    settle(desk)
    look(desk)
    desk.get_by_role("link", name="Cancel all or a part").click()
    look(desk)
    desk.go_back()
    desk.get_by_role("link", name="Move", exact=True).click()
    look(desk)
    letter = letter_to(site, mail="dora@example.com", about="Coaching")
    with visitor(browser, **PHONE) as page:
        page.goto(link_in(letter, path="/booking/"))
        page.get_by_role("link", name="Give up a part of it").click()
        look(page)
        press(page, "See what it means")
        look(page)
        press(page, "Give it up")
        expect(page.get_by_text("Given up").first).to_be_visible()
