"""Pages that must be fit for everybody, and those that must not be found."""

import httpx
import pytest

from tests.journeys.browser import visitor
from tests.journeys.steps import look

pytestmark = [pytest.mark.browser, pytest.mark.either_database]

PAGES = [
    "/",
    "/offerings/",
    "/offerings/?q=nothing-like-this",
    "/offerings/coaching/",
    "/offerings/lesson/",
    "/offerings/tuesday-flow/",
    "/offerings/june-retreat/",
    "/people/",
    "/people/ana-keller/",
    "/schedule/?week=2027-01-04",
    "/book/coaching/",
    "/api/docs/",
    "/no-such-page/",
]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_fit_for_everybody(site, browser, width):
    with visitor(browser, viewport={"width": width, "height": 800}) as page:
        for path in PAGES:
            page.goto(f"{site.url()}{path}")
            look(page)


def test_what_is_private_is_not_found(site):
    robots = httpx.get(f"{site.url()}/robots.txt").text
    sitemap = httpx.get(f"{site.url()}/sitemap.xml").text
    assert "Disallow: /booking/" in robots
    assert [slug for slug in ("by-link", "secret") if slug in sitemap] == []
    for slug in ("by-link", "secret"):
        assert httpx.get(f"{site.url()}/offerings/{slug}/").status_code == 404
        assert httpx.get(f"{site.url()}/api/v1/offerings/{slug}/").status_code == 404


def test_pages_of_the_till_are_neither_stored_nor_indexed(site):
    answer = httpx.get(f"{site.url()}/book/coaching/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
