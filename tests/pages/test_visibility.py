import pytest
from django.test import Client

from booking.accounts.models import Domain
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering
from booking.pages.models import OfferingPage
from booking.people.models import Instructor


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"visibility": "public", "is_active": False}, 404),
        ({"visibility": "public", "is_archived": True}, 404),
        ({"visibility": "hidden"}, 404),
        ({"visibility": "members"}, 404),
        ({"visibility": "invited"}, 404),
        ({"visibility": "tiers"}, 404),
        ({"visibility": "link"}, 404),
    ],
)
def test_landing_page_is_there_for_public_offerings_only(visitor, change, status):
    Offering.objects.filter(slug="open-circle").update(**change)
    assert visitor.get("/offerings/open-circle/").status_code == status


def test_link_page_opens_with_its_key_and_is_not_indexed(visitor):
    offering = Offering.objects.get(slug="by-link")
    answer = visitor.get(f"/offerings/by-link/?key={offering.link_key}")
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content.decode().count('<meta name="robots" content="noindex, nofollow">') == 1


def test_link_page_is_like_a_missing_one_with_a_wrong_key(visitor):
    wrong = visitor.get("/offerings/by-link/?key=wrong")
    assert wrong.status_code == visitor.get("/offerings/nothing/").status_code == 404


def test_public_page_may_be_indexed(visitor):
    answer = visitor.get("/offerings/open-circle/")
    assert "X-Robots-Tag" not in answer.headers
    assert answer.content.decode().count('name="robots"') == 0


def test_page_never_shows_the_offering_of_another_organization(visitor, other_organization):
    with acting_for(other_organization):
        foreign = Offering.objects.create(slug="open-circle", kind="event", name="Loud circle")
    OfferingPage.objects.filter(offering__slug="open-circle").update(offering=foreign)
    assert visitor.get("/offerings/open-circle/").status_code == 404


def test_site_is_not_shown_on_the_host_of_another_organization(visitor, other_organization):
    with acting_for(other_organization):
        Domain.objects.create(organization=other_organization, host="loud.localhost")
    assert Client(headers={"host": "loud.localhost"}).get("/").status_code == 404
    assert Client(headers={"host": "unknown.localhost"}).get("/").status_code == 200


def test_profile_of_somebody_who_left_is_gone(visitor):
    assert visitor.get("/people/ben-lind/").status_code == 200
    Instructor.objects.filter(slug="ben-lind").update(is_active=False)
    assert visitor.get("/people/ben-lind/").status_code == 404
