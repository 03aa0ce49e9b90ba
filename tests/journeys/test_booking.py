"""From the home page to the mailbox, as different people take the path (BKG-17, NOT-5, SCH-6, UX-1)."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import visitor
from tests.journeys.steps import (
    answer_questions,
    arrive,
    calendar_in,
    confirm,
    fill_details,
    go_on_to_payment,
    letter_to,
    link_in,
    look,
)

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def test_a_class_is_found_booked_paid_on_site_and_cancelled(site, browser):
    with visitor(browser) as page:
        arrive(page, site)
        page.get_by_role("link", name="Offerings", exact=True).first.click()
        look(page)
        page.get_by_label("Search").fill("flow")
        page.get_by_role("button", name="Show").click()
        look(page)
        page.get_by_role("link", name="Tuesday flow").click()
        look(page)
        first = page.locator("#timetable").get_by_role("link", name="Tuesday 5 January 2027")
        first.click()
        look(page)
        fill_details(page, name="Eve Adler", mail="eve@example.com")
        go_on_to_payment(page)
        look(page)
        page.get_by_label("Pay on site").check()
        reference = confirm(page)
        look(page)
        expect(page.get_by_text("18:00").first).to_be_visible()
        letter = letter_to(site, mail="eve@example.com", about="Tuesday flow")
        assert "DTSTART;TZID=Europe/Zurich:20270105T180000" in calendar_in(letter)
        page.goto(link_in(letter, path=f"/booking/{reference}/"))
        look(page)
        cancel(page)
        letter_to(site, mail="eve@example.com", about="ancel")


def cancel(page: Page) -> None:
    page.get_by_role("link", name="Cancel this booking").click()
    expect(page.get_by_role("heading", name="What happens if you cancel now")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_text("This booking was cancelled.")).to_be_visible()
    look(page)


def test_an_appointment_is_booked_from_new_york_on_a_phone(site, browser):
    with visitor(browser, timezone_id="America/New_York", **PHONE) as page:
        arrive(page, site, path="/offerings/coaching/")
        expect(page.locator("select[name=timezone]").first).to_have_value("America/New_York")
        page.get_by_role("link", name="Next month").click()
        page.get_by_role("link", name="Tuesday 9 February 2027").click()
        expect(page.get_by_role("heading", name="Tuesday 9 February 2027")).to_be_focused()
        look(page)
        page.locator("#booking-times").get_by_role("link", name="03:00 – 04:00").click()
        look(page)
        expect(page.get_by_text("Zurich time").first).to_be_visible()
        assert top_of(page, "Your choice", role="complementary") < top_of(page, "Book now", role="button")
        page.get_by_role("button", name="Check and confirm").click()
        expect(page.get_by_role("alert")).to_be_focused()
        look(page)
        fill_details(page, name="Ann Example", mail="ann@example.com")
        answer_questions(page)
        go_on_to_payment(page)
        look(page)
        page.get_by_label("Bank transfer").check()
        confirm(page)
        look(page)
        expect(page.get_by_text("CH93 0076 2011 6238 5295 7").first).to_be_visible()
        letter = letter_to(site, mail="ann@example.com", about="Coaching")
        text = letter.get_body(("plain",)).get_content()
        assert "03:00" in text and "09:00" in text
        assert "DTSTART;TZID=Europe/Zurich:20270209T090000" in calendar_in(letter)


def top_of(page: Page, name: str, *, role: str) -> float:
    return page.get_by_role(role, name=name).bounding_box()["y"]


@pytest.mark.either_database
def test_a_retreat_is_booked_as_a_whole_with_a_deposit(site, browser):
    with visitor(browser) as page:
        arrive(page, site, path="/offerings/june-retreat/")
        page.get_by_role("link", name="Book all dates").click()
        look(page)
        fill_details(page, name="Rolf Meier", mail="rolf@example.com")
        go_on_to_payment(page)
        expect(page.get_by_text("CHF 200.00").first).to_be_visible()
        confirm(page)
        look(page)
        letter = letter_to(site, mail="rolf@example.com", about="June retreat")
        assert calendar_in(letter).count("BEGIN:VEVENT") == 8


@pytest.mark.either_database
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_who_has_seen_enough_books_from_the_details(site, browser, has_scripts):
    mail = f"quick-{has_scripts}@example.com".lower()
    with visitor(browser, java_script_enabled=has_scripts) as page:
        page.goto(f"{site.url()}/offerings/tuesday-flow/")
        page.locator("#timetable").get_by_role("link", name="Tuesday 12 January 2027").click()
        page.get_by_role("button", name="Book now").click()
        expect(page.get_by_text("Write your name.").first).to_be_visible()
        fill_details(page, name="Quick Adler", mail=mail)
        page.get_by_text("Add a promotion code").click()
        apply(page, code="nonsense")
        expect(page.get_by_text("We do not know this code.")).to_be_visible()
        if has_scripts:
            look(page)
        apply(page, code="welcome")
        expect(page.get_by_text("Promotion code WELCOME")).to_be_visible()
        expect(page.get_by_text("CHF 25.20")).to_be_visible()
        expect(page.get_by_label("Your name")).to_have_value("Quick Adler")
        page.get_by_label("Pay on site").check()
        page.get_by_role("button", name="Book now").click()
        expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()
        expect(page.get_by_text("Pay on site").first).to_be_visible()
        letter_to(site, mail=mail, about="Tuesday flow")


def apply(page: Page, *, code: str) -> None:
    page.get_by_label("Promotion code").fill(code)
    page.get_by_role("button", name="Apply").click()


@pytest.mark.either_database
def test_everything_works_without_javascript(site, browser):
    with visitor(browser, java_script_enabled=False) as page:
        page.goto(f"{site.url()}/offerings/?q=coaching")
        page.get_by_role("link", name="Coaching", exact=True).click()
        page.get_by_role("link", name="Next month").click()
        page.get_by_role("link", name="Thursday 11 February 2027").click()
        page.locator("#booking-times").get_by_role("link", name="10:00 – 11:00").click()
        fill_details(page, name="Nora Script", mail="nora@example.com")
        answer_questions(page)
        go_on_to_payment(page)
        page.get_by_label("Pay on site").check()
        reference = confirm(page)
        page.get_by_role("link", name="See or change your booking").click()
        expect(page.locator(".reference").first).to_have_text(reference)
        page.get_by_role("link", name="Cancel this booking").click()
        page.get_by_role("button", name="Cancel the booking").click()
        expect(page.get_by_text("This booking was cancelled.")).to_be_visible()


@pytest.mark.either_database
def test_a_free_place_is_booked_by_keyboard_alone(site, browser):
    with visitor(browser) as page:
        arrive(page, site, path="/offerings/open-circle/")
        tab_to(page, label="Saturday 6 February 2027")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Your details")).to_be_visible()
        tab_to(page, label="Your name")
        page.keyboard.type("Kim Board")
        tab_to(page, label="Mail address")
        page.keyboard.type("kim@example.com")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Check and confirm")).to_be_visible()
        tab_to(page, label="Confirm booking")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()


def focused(page: Page) -> str:
    """What a screen reader would call the element in focus; nothing at the top of a page."""
    return page.evaluate(
        """() => {
            const element = document.activeElement;
            if (element === document.body) return "";
            const labels = [...(element.labels ?? [])].map((label) => label.innerText);
            return [...labels, element.getAttribute("aria-label") ?? "", element.innerText].join(" ");
        }"""
    )


def tab_to(page: Page, *, label: str) -> None:
    for _ in range(80):
        if label in focused(page):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label!r} cannot be reached by Tab; focus is on {focused(page)!r}")
