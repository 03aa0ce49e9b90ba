"""Where things live on an organization's site, as paths on its host."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from wagtail.models import Page, Site

from booking.core.changes import CATALOGUE, Keeper
from booking.core.clock import now
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Visibility
from booking.people.models import Instructor

_MOST_ROOTS = 1000
_roots: Keeper[Page] = Keeper(reads=CATALOGUE, most=_MOST_ROOTS)


def site_root(request: HttpRequest) -> Page | None:
    """The root page of the site that answers this request, kept until a page or a site changes."""
    organization, host = getattr(request, "organization", None), request.get_host()
    root = _roots.find(host, now=now())
    if root is None:
        site = Site.find_for_request(request)
        root = site.root_page if site else None
        if root and organization:
            _roots.keep(host, root, organization_id=organization.pk, moment=request.moment)
    return root


def path_of(page: Page, *, root: Page) -> str:
    """The page's path on the host whose site starts at `root`."""
    return "/" + quote(page.url_path.removeprefix(root.url_path), safe="/-_~")


def landing_paths(offerings: Iterable[Offering], *, root: Page | None) -> dict[int, str]:
    """The landing page of each offering by its id, or the till for one without a page; one query."""
    offerings = list(offerings)
    paths = {offering.pk: booking_path(offering) for offering in offerings}
    if root is None:
        return paths
    pages = Page.objects.live().descendant_of(root).filter(offeringpage__offering_id__in=list(paths))
    for offering_id, url_path in pages.order_by("-path").values_list("offeringpage__offering_id", "url_path"):
        paths[offering_id] = path_of(Page(url_path=url_path), root=root)
    return paths


def profile_paths(instructors: Iterable[Instructor], *, root: Page | None) -> dict[int, str]:
    """The profile page of each instructor that has one, by instructor id; one query."""
    if root is None:
        return {}
    wanted = [instructor.pk for instructor in instructors]
    pages = Page.objects.live().descendant_of(root).filter(instructorpage__instructor_id__in=wanted)
    found = pages.order_by("-path").values_list("instructorpage__instructor_id", "url_path")
    return {instructor_id: path_of(Page(url_path=url_path), root=root) for instructor_id, url_path in found}


def booking_path(offering: Offering, **query: str) -> str:
    """The first page of the till, with the key that opens an offering shared by link."""
    if offering.visibility == Visibility.LINK:
        query["key"] = offering.link_key
    return f"/book/{offering.slug}/" + (f"?{urlencode(query)}" if query else "")
