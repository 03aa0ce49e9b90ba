"""Several dates are settled before paying, chosen later, or agreed on (H24, BKG-4, BKG-6, BKG-7, CAT-8)."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import visitor
from tests.journeys.steps import answer_questions, arrive, fill_details, look

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
THIRD_DATE = {
    "offering": "coaching",
    "variant": "single",
    "starts_at": "2027-01-26T11:00:00+01:00",
    "timezone": "Europe/Zurich",
    "customer": {"name": "Faster", "email": "faster@example.com"},
    "answers": {"goals": "Be first", "consent": True},
    "payment": {"provider": "on_site"},
}
# A request for which the studio proposes two other times; it prints where the customer answers.
PROPOSING = """
from datetime import UTC, datetime
from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.offerings.selectors import find_offering
from booking.reservations.selectors import manage_url
from booking.reservations.services import BookingRequest, book, propose_times
from booking.reservations.states import Side
with acting_for(Organization.objects.get(slug="harbour")):
    lesson = find_offering("lesson")
    lesson.approval = True
    details = {"name": "Uma", "email": "uma@example.com", "timezone": "Europe/Zurich", "source": "page"}
    details["starts_at"] = (datetime(2027, 1, 20, 13, tzinfo=UTC),)
    asked = BookingRequest(lesson, lesson.variants.all()[0], **details)
    booking = book(asked, provider="on_site", actor="customer", now=now()).booking
    others = [datetime(2027, 1, 21, hour, tzinfo=UTC) for hour in (13, 14)]
    propose_times(booking, starts=others, side=Side.STAFF, actor="ana@harbour.example", now=now())
    print("URL", manage_url(booking))
"""


def fill_in(page: Page, *, name: str, mail: str) -> None:
    fill_details(page, name=name, mail=mail)
    page.get_by_label("A note for us").fill("I bring my own mat.")


def test_a_date_that_is_taken_is_replaced_and_another_one_chosen_later(site, browser):
    assert httpx.post(f"{site.url()}/api/v1/bookings/", json=THIRD_DATE).status_code == 201
    with visitor(browser) as page:
        arrive(page, site, path="/book/coaching/?variant=pack-4&day=2027-01-12")
        page.locator("#booking-times").get_by_role("link", name="11:00 – 12:00").click()
        expect(page.get_by_role("heading", level=1, name="1 of your dates is not free")).to_be_visible()
        look(page)
        dates = page.get_by_role("combobox")
        expect(dates).to_have_count(4)
        dates.nth(2).select_option(label="Tue 26 Jan, 12:00 – 13:00")
        dates.nth(3).select_option(label="Choose it later")
        page.get_by_role("button", name="Go on with these dates").click()
        expect(page.get_by_text("1 more session, chosen later")).to_be_visible()
        look(page)
        fill_in(page, name="Pia Pack", mail="pia@example.com")
        answer_questions(page)
        page.get_by_role("button", name="Book now").click()
        expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()
        look(page)
        page.get_by_role("link", name="See or change your booking").click()
        look(page)
        page.get_by_role("link", name="Choose your next session").click()
        look(page)
        page.get_by_role("link", name="Tuesday 19 January 2027").click()
        look(page)
        page.locator("#booking-times").get_by_role("link", name="14:00 – 15:00").click()
        expect(page.get_by_role("heading", level=1, name="Take this time?")).to_be_visible()
        look(page)
        page.get_by_role("button", name="Take this time").click()
        expect(page.get_by_role("heading", name="4 of 4 sessions chosen")).to_be_visible()
        look(page)


def test_lessons_of_a_term_are_booked_on_a_phone(site, browser):
    with visitor(browser, **PHONE) as page:
        arrive(page, site, path="/book/lesson/")
        page.get_by_label("How often").select_option(label="Every week until 12 February 2027")
        page.get_by_role("button", name="Update").click()
        page.wait_for_url("**repeat=weekly**")
        page.get_by_role("link", name="Wednesday 13 January 2027").click()
        look(page)
        page.locator("#booking-times").get_by_role("link", name="16:00 – 16:30").click()
        expect(page.get_by_text("5 lessons, one each week")).to_be_visible()
        expect(page.get_by_text("CHF 300.00").first).to_be_visible()
        look(page)
        page.get_by_role("link", name="Change single dates").click()
        look(page)
        page.get_by_role("combobox").nth(1).select_option(label="Leave it out")
        page.get_by_role("button", name="Go on with these dates").click()
        expect(page.get_by_text("4 lessons, one each week")).to_be_visible()
        fill_in(page, name="Tom Term", mail="tom@example.com")
        page.get_by_role("button", name="Book now").click()
        expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()
        look(page)


def test_a_proposed_time_is_accepted_in_one_step(site, browser):
    address = site.manage("shell", "-c", PROPOSING).partition("URL ")[2].strip()
    with visitor(browser, **PHONE) as page:
        arrive(page, site, path=address)
        page.get_by_role("button", name="Thursday 21 January 2027, 15:00").click()
        expect(page.get_by_role("heading", level=1, name="You are booked in")).to_be_visible()
        look(page)
