"""Forms of the page editor: what can be chosen belongs to the organization whose site the page stands in."""

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering
from booking.people.models import Instructor


def organization_of(page: Page) -> Organization | None:
    """The organization on whose site the page stands: its root page names it. None outside of all sites."""
    site = page.get_site()
    return getattr(site.root_page.specific, "organization", None) if site else None


class CatalogueForm(WagtailAdminPageForm):
    """Base of forms with one catalogue row to choose."""

    catalogue_field = ""
    catalogue_model: type

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organization = organization_of(self.parent_page or self.instance)
        if organization is None or self.catalogue_field not in self.fields:
            return
        with acting_for(organization):
            rows = self.catalogue_model.objects.order_by("name")
            self.fields[self.catalogue_field].queryset = rows


class OfferingPageForm(CatalogueForm):
    catalogue_field = "offering"
    catalogue_model = Offering


class InstructorPageForm(CatalogueForm):
    catalogue_field = "instructor"
    catalogue_model = Instructor
