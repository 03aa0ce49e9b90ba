"""What is kept of a page that visitors ask for in other words each time: the way to it, and all but its live part."""

from itertools import count

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from booking.core.changes import forget_all
from booking.pages.models import OfferingIndexPage, OfferingPage
from booking.people.models import Instructor
from booking.scheduling.models import Session
from home.models import HomePage

LANDING = "/offerings/tuesday-flow/"
QUERIES = 1
# Whom the host belongs to, the way, the page and the rest of what it shows, with nothing kept of any of it.
COLD_QUERIES = 12

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def landing(home) -> OfferingPage:
    return OfferingPage.objects.get(offering__slug="tuesday-flow")


@pytest.fixture
def ask(visitor):
    """Ask for the landing page as nobody has before."""
    numbers = count(1)

    def get():
        return visitor.get(LANDING, {"asked": next(numbers)})

    get()
    return get


def test_words_that_nobody_asked_with_cost_the_live_part_alone(ask):
    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
    assert len(queries) == QUERIES


@pytest.mark.parametrize("slug", ["tuesday-flow", "june-retreat"])
def test_page_of_which_nothing_is_kept_costs_the_same_however_many_dates(visitor, home, slug):
    for _ in range(2):
        visitor.get(f"/offerings/{slug}/")
        forget_all()
        caches["default"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(f"/offerings/{slug}/").status_code == 200
        assert len(queries) == COLD_QUERIES
        Session.objects.filter(pk__in=Session.objects.filter(offering__slug=slug)[:2].values("pk")).update(
            status="cancelled"
        )


def test_the_live_part_is_that_of_the_question(visitor, ask):
    answer = visitor.get(LANDING, {"timezone": "Asia/Tokyo"}).content.decode()
    assert 'value="Asia/Tokyo" selected>' in answer
    assert "Tokyo" not in visitor.get(LANDING).content.decode().replace(">Tokyo</option>", "").replace("Asia/Tokyo", "")


def test_publishing_shows_at_once(ask, landing):
    landing.title = "Evening tide"
    landing.save_revision().publish()
    assert b"Evening tide" in ask().content
    landing.unpublish()
    assert ask().status_code == 404


def test_a_draft_shows_nothing(ask, landing):
    landing.title = "Evening tide"
    landing.save_revision()
    assert b"Evening tide" not in ask().content


def test_a_new_name_of_a_host_shows_at_once(ask):
    Instructor.objects.update(name="Somebody else")
    assert b"Somebody else" in ask().content


def test_dates_that_are_called_off_go_at_once(ask):
    Session.objects.filter(offering__slug="tuesday-flow").update(status="cancelled")
    assert b"No dates are open at the moment." in ask().content


def test_a_page_made_private_is_shown_to_nobody_else(ask, landing):
    restriction = PageViewRestriction.objects.create(page=landing, restriction_type="password", password="tide")
    assert b'id="timetable"' not in ask().content
    assert ask().headers["Cache-Control"].startswith("max-age=0")
    restriction.delete()
    assert b'id="timetable"' in ask().content


@pytest.mark.parametrize("above", [OfferingIndexPage, HomePage])
def test_a_page_below_a_private_one_is_shown_to_nobody(visitor, home, above):
    page = above.objects.ancestor_of(OfferingPage.objects.get(offering__slug="tuesday-flow")).get()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="tide")
    assert b'id="timetable"' not in visitor.get(LANDING).content


def test_an_alias_is_as_private_as_its_source(visitor, landing):
    landing.create_alias(update_slug="copy")
    assert b'id="timetable"' in visitor.get("/offerings/copy/").content
    PageViewRestriction.objects.create(page=landing, restriction_type="password", password="tide")
    assert b'id="timetable"' not in visitor.get("/offerings/copy/").content


@pytest.mark.parametrize("path", ["/tuesday-flow/", "/people/tuesday-flow/", "/offerings/tuesday-flow/more/", "/more/"])
def test_an_address_that_no_page_has_is_not_found(visitor, home, path):
    assert visitor.get(path).status_code == 404


def test_whoever_is_signed_in_goes_the_ordinary_way(ask):
    editor = Client(headers={"host": "harbour.localhost"})
    editor.force_login(get_user_model().objects.create_superuser("editor@example.com", "x"))
    with CaptureQueriesContext(connection) as queries:
        assert editor.get(LANDING, {"asked": "first"}).status_code == 200
    assert len(queries) > QUERIES
