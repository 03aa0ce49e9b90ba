"""Paying by card in the browser: on our page, in a frame's width, declined first, and without scripts (PAY-2)."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.cards.practice import KEYS, PUBLIC_KEY
from tests.journeys.browser import visitor
from tests.journeys.steps import arrive, fill_details, go_on_to_payment, letter_to, look
from tests.servers import Installation

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
_SHOTS = os.environ.get("ALMANAC_SHOTS", "")


@pytest.fixture(scope="module")
def card_site(site) -> Installation:
    given = {"PUBLIC": PUBLIC_KEY, "SECRET": KEYS["secret"], "WEBHOOK": KEYS["webhook"]}
    site.environment |= {f"ALMANAC_PAYMENT_{name}": value for name, value in given.items()}
    site.manage("set_payment_keys", "harbour", "card", "test")
    return site


def shoot(page: Page, name: str) -> None:
    if _SHOTS:
        page.screenshot(path=f"{_SHOTS}/{name}.png", full_page=True)


def choose_card(page: Page, site: Installation, *, mail: str) -> None:
    arrive(page, site, path="/book/tuesday-flow/")
    page.locator("#timetable").get_by_role("link", name="Tuesday 12 January 2027").click()
    fill_details(page, name="Eve Adler", mail=mail)
    go_on_to_payment(page)
    page.get_by_label("Card or TWINT").check()
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", level=1, name="Pay CHF")).to_be_visible()


def test_a_class_is_paid_by_card_after_a_declined_one(card_site, browser):
    with visitor(browser) as page:
        choose_card(page, card_site, mail="card@example.com")
        number = page.get_by_label("Card number (practice)")
        expect(number).to_be_visible()
        look(page)
        shoot(page, "pay")
        number.fill("4000 0000 0000 0341")
        page.get_by_role("button", name="Pay CHF").click()
        expect(page.get_by_role("alert").filter(has_text="declined")).to_be_visible()
        look(page)
        shoot(page, "declined")
        number.fill("4242 4242 4242 4242")
        page.get_by_role("button", name="Pay CHF").click()
        expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()
        shoot(page, "done")
        letter_to(card_site, mail="card@example.com", about="Tuesday flow")


def test_a_slow_bank_is_waited_for_on_a_phone(card_site, browser):
    with visitor(browser, **PHONE) as page:
        choose_card(page, card_site, mail="slow@example.com")
        shoot(page, "pay-phone")
        page.get_by_label("Card number (practice)").fill("twint")
        page.get_by_role("button", name="Pay CHF").click()
        expect(page.get_by_role("heading", level=1, name="We are waiting for your bank")).to_be_visible()
        look(page)
        shoot(page, "waiting-phone")


def test_without_scripts_the_page_of_the_provider_is_paid_on(card_site, browser):
    with visitor(browser, java_script_enabled=False) as page:
        page.goto(f"{card_site.url()}/book/tuesday-flow/")
        page.locator("#timetable").get_by_role("link", name="Tuesday 12 January 2027").click()
        fill_details(page, name="Ann Plain", mail="plain@example.com")
        go_on_to_payment(page)
        page.get_by_label("Card or TWINT").check()
        page.get_by_role("button", name="Confirm booking").click()
        page.get_by_role("button", name="Pay on the page of the payment service").click()
        shoot(page, "hosted")
        page.get_by_role("link", name="Go on and pay CHF").click()
        page.get_by_role("button", name="Pay CHF").click()
        page.get_by_role("button", name="Look how it went").click()
        expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()
