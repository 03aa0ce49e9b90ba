import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import Block

from booking.accounts.models import Domain, User
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering
from booking.pages.blocks import LandingBody
from booking.pages.models import OfferingPage
from booking.pages.services.seed import seed_pages
from home.models import HomePage
from home.services.seed import seed_home


@pytest.fixture
def owner(home) -> Client:
    client = Client(headers={"host": "harbour.localhost"})
    client.force_login(User.objects.get(email="owner@harbour.example"))
    return client


@pytest.fixture
def stranger(home, other_organization) -> Client:
    """The owner of another organization on this installation."""
    with acting_for(other_organization):
        Domain.objects.create(organization=other_organization, host="loud.localhost")
    user = User.objects.create_user("owner@loud.example", "a long password")
    with acting_for(other_organization):
        user.memberships.model.objects.create(user=user, role="owner")
        Offering.objects.create(slug="loud", kind="event", name="Loud event")
        loud = seed_home(other_organization, now=now())
        seed_pages(loud, organization=other_organization, now=now())
    client = Client(headers={"host": "loud.localhost"})
    client.force_login(user)
    return client


@pytest.fixture
def page(home) -> OfferingPage:
    return OfferingPage.objects.get(offering__slug="coaching")


def test_owner_edits_the_own_pages(owner, page):
    assert owner.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_editor_offers_the_offerings_of_the_own_organization(owner, stranger, page):
    answer = owner.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    names = [offering.name for offering in answer.context["form"].fields["offering"].queryset]
    assert names == sorted(Offering.objects.values_list("name", flat=True))


def test_stranger_edits_no_page_of_ours(stranger, page, home):
    for target in (page.pk, home.pk):
        assert stranger.get(reverse("wagtailadmin_pages:edit", args=[target])).status_code == 404


def test_stranger_sees_no_page_of_ours(stranger, home):
    loud = HomePage.objects.get(organization__slug="loud")
    answer = stranger.get(reverse("wagtailadmin_explore", args=[loud.pk]))
    assert answer.status_code == 200
    assert answer.content.decode().count("Harbour") == 0
    found = stranger.get(reverse("wagtailadmin_pages:search"), {"q": "Coaching"})
    assert found.content.decode().count("coaching/") == 0


def test_stranger_cannot_choose_a_page_of_ours(stranger, page):
    answer = stranger.get(reverse("wagtailadmin_choose_page_search"), {"q": "Coaching"})
    assert answer.content.decode().count(page.get_url()) == 0


def test_author_writes_drafts_and_does_not_publish(home, page):
    author = User.objects.get(email="ana@harbour.example")
    tester = page.permissions_for_user(author)
    assert (tester.can_edit(), tester.can_publish()) == (True, False)


@pytest.mark.parametrize("slug", ["coaching", "tuesday-flow", "june-retreat", "secret", "by-link"])
def test_landing_page_previews_as_its_visitors_would_see_it(home, slug):
    page = OfferingPage.objects.get(offering__slug=slug)
    answer = page.make_preview_request()
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_every_page_previews(home):
    for page in home.get_descendants(inclusive=True).specific():
        assert page.make_preview_request().status_code == 200


@pytest.mark.parametrize("name", list(LandingBody().child_blocks))
def test_block_shows_a_preview(owner, name):
    block = OfferingPage.body.field.stream_block.child_blocks[name]
    Block.definition_registry[block.definition_prefix] = block
    answer = owner.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    assert answer.content.decode().count("<h") >= 2


@pytest.mark.parametrize("name", list(LandingBody().child_blocks))
def test_block_tells_what_it_is_for(name):
    block = LandingBody().child_blocks[name]
    assert block.is_previewable
    assert block.get_description()
    assert block.meta.icon != "placeholder"
