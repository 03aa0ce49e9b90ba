"""What the site does when something happens in the rooms below."""

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.events import on
from booking.pages.services.seed import seed_pages
from booking.studios.events import StudioLoaded
from home.services.seed import seed_home


@on(StudioLoaded)
def make_pages(event: StudioLoaded) -> None:
    organization = Organization.objects.get(pk=event.organization_id)
    instant = now()
    seed_pages(seed_home(organization, now=instant), organization=organization, now=instant)
