import json

from django.contrib.auth.models import Group
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from booking.accounts.models import User
from booking.offerings.models import Offering
from booking.pages.models import InstructorPage, OfferingPage
from booking.pages.services.seed import seed_pages


def snapshot() -> list[tuple]:
    bodies = {page.pk: json.dumps(page.body.get_prep_value()) for page in OfferingPage.objects.all()}
    pages = Page.objects.order_by("path").values_list("pk", "path", "title", "slug", "live", "latest_revision_id")
    return [(*row, bodies.get(row[0])) for row in pages]


def test_seeding_makes_a_page_for_everything(home):
    titles = list(home.get_descendants().order_by("path").values_list("title", flat=True))
    assert titles == [
        "Offerings",
        "Coaching",
        "Lesson with whoever is free",
        "Tuesday flow",
        "Open circle",
        "June retreat",
        "By link only",
        "Hidden",
        "Schedule",
        "People",
        "Ana Keller",
        "Ben Lind",
    ]
    assert InstructorPage.objects.count() == 2


def test_seeding_twice_changes_nothing(home, studio, now):
    before = snapshot()
    groups = (Group.objects.count(), GroupPagePermission.objects.count(), GroupCollectionPermission.objects.count())
    seed_pages(home, organization=studio, now=now)
    assert snapshot() == before
    assert groups == (
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
    )


def test_body_holds_only_what_the_offering_has_to_say(home):
    page = OfferingPage.objects.get(offering__slug="open-circle")
    kinds = [block.block_type for block in page.body]
    assert kinds == ["hero", "timetable", "price_table", "host", "call_to_action"]


def test_untouched_page_follows_its_offering(home, studio, now):
    Offering.objects.filter(slug="coaching").update(outcomes=["A plan for Monday"], name="Clear coaching")
    seed_pages(home, organization=studio, now=now)
    page = OfferingPage.objects.get(offering__slug="coaching")
    assert page.title == "Clear coaching"
    assert [block.value["outcomes"][0] for block in page.body if block.block_type == "outcomes"] == [
        "A plan for Monday"
    ]


def test_edited_page_stays_as_its_editor_left_it(home, studio, now):
    page = OfferingPage.objects.get(offering__slug="coaching")
    page.title = "My own words"
    page.save_revision().publish()
    Offering.objects.filter(slug="coaching").update(outcomes=["A plan for Monday"])
    before = snapshot()
    seed_pages(home, organization=studio, now=now)
    assert snapshot() == before


def test_members_get_the_group_of_their_role(home):
    assert Collection.objects.filter(name="harbour").count() == 1
    groups = {user.email: list(user.groups.values_list("name", flat=True)) for user in User.objects.order_by("email")}
    assert groups == {
        "ana@harbour.example": ["harbour: authors"],
        "ben@harbour.example": ["harbour: authors"],
        "owner@harbour.example": ["harbour: editors"],
    }


def test_who_is_no_longer_owner_loses_the_group(home, studio, now):
    owner = User.objects.get(email="owner@harbour.example")
    owner.memberships.model.objects.filter(user=owner).update(role="assistant")
    seed_pages(home, organization=studio, now=now)
    assert list(owner.groups.all()) == []
