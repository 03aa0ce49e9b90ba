"""The pages of a studio: a listing, a schedule, its people, and a landing page for everything it offers."""

from datetime import datetime

from wagtail.models import Page

from booking.accounts.models import Organization
from booking.core.transactions import transactional
from booking.offerings.models import Offering
from booking.pages.models import InstructorIndexPage, InstructorPage, OfferingIndexPage, OfferingPage, SchedulePage
from booking.pages.services.bodies import body_of_offering
from booking.pages.services.permissions import grant_page_permissions
from booking.pages.services.planting import plant_page
from booking.people.models import Instructor
from booking.scheduling.models import Venue

_SECTIONS = (
    (OfferingIndexPage, "offerings", "Offerings"),
    (SchedulePage, "schedule", "Schedule"),
    (InstructorIndexPage, "people", "People"),
)


@transactional
def seed_pages(root: Page, *, organization: Organization, now: datetime) -> None:
    """Add what is missing below the root page of the active organization's site, and who may edit it.

    Pages that nobody has edited follow their offering; edited ones are left alone; nothing is unpublished.
    """
    sections = {
        model: plant_page(
            root,
            model=model,
            existing=model.objects.child_of(root).first(),
            slug=slug,
            fields={"title": title, "show_in_menus": True},
            now=now,
        )
        for model, slug, title in _SECTIONS
    }
    _seed_offerings(sections[OfferingIndexPage], now=now)
    _seed_people(sections[InstructorIndexPage], now=now)
    grant_page_permissions(root, organization=organization)


def _seed_offerings(listing: Page, *, now: datetime) -> None:
    placed = set(Venue.objects.exclude(place=None).values_list("offering_id", flat=True))
    existing = {page.offering_id: page for page in OfferingPage.objects.child_of(listing).order_by("-path")}
    for offering in Offering.objects.filter(is_archived=False).order_by("pk"):
        plant_page(
            listing,
            model=OfferingPage,
            existing=existing.get(offering.pk),
            slug=offering.slug,
            fields={
                "title": offering.name,
                "offering_id": offering.pk,
                "body": body_of_offering(offering, has_place=offering.pk in placed),
            },
            now=now,
        )


def _seed_people(team: Page, *, now: datetime) -> None:
    existing = {page.instructor_id: page for page in InstructorPage.objects.child_of(team).order_by("-path")}
    for instructor in Instructor.objects.order_by("pk"):
        plant_page(
            team,
            model=InstructorPage,
            existing=existing.get(instructor.pk),
            slug=instructor.slug,
            fields={"title": instructor.name, "instructor_id": instructor.pk},
            now=now,
        )
