"""The root of a studio's site: its home page, and the host names under which Wagtail serves it."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Site

from booking.accounts.models import Domain, Organization
from booking.core.transactions import transactional
from booking.pages.services.bodies import plain_text, text_block
from booking.pages.services.permissions import collection_of
from booking.pages.services.planting import plant_page
from home.models import HomePage

DEFAULT_PORT = 8000
LONGEST_HERO_TEXT = 400


@transactional
def seed_home(organization: Organization, *, now: datetime) -> HomePage:
    """The organization's home page, made when it is missing, answering on all its host names."""
    first, _, rest = organization.about.strip().partition("\n\n")
    picture = picture_of_organization(organization)
    home = plant_page(
        Page.get_first_root_node(),
        model=HomePage,
        existing=HomePage.objects.filter(organization=organization).first(),
        slug=organization.slug,
        fields={
            "title": organization.name,
            "organization_id": organization.pk,
            "picture_id": picture.pk if picture else None,
            "picture_alt": organization.picture_alt if picture else "",
            "hero_text": plain_text(first)[:LONGEST_HERO_TEXT],
            "body": [text_block(f"About {organization.name}", markdown=rest)] if rest.strip() else [],
        },
        now=now,
    )
    serve_on_domains(home)
    return home


@transactional
def serve_on_domains(home: HomePage) -> None:
    """One Wagtail site per host name of the organization; the default one answers unknown hosts too."""
    domains = list(Domain.objects.filter(organization=home.organization).order_by("pk"))
    for domain in domains or [Domain(host=f"{home.organization.slug}.localhost")]:
        site = Site.objects.filter(hostname=domain.host).first() or Site(hostname=domain.host, port=_port())
        if domain.is_default:
            Site.objects.filter(is_default_site=True).exclude(pk=site.pk).update(is_default_site=False)
        site.root_page, site.site_name = home.page_ptr, home.organization.name
        site.is_default_site = site.is_default_site or domain.is_default
        if site.port == 80 and domain.host.endswith("localhost"):
            site.port = _port()
        site.save()
    _remove_welcome_page()


def picture_of_organization(organization: Organization) -> AbstractImage | None:
    """The organization's picture among its images; taken over from its file the first time."""
    if not organization.picture:
        return None
    collection = collection_of(organization)
    title = f"{organization.name}: home page"
    images = get_image_model().objects.filter(collection=collection)
    with organization.picture.open("rb") as stored:
        content = stored.read()
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # as Wagtail keeps it
    known = images.filter(file_hash=digest).first()
    if known:
        return known
    file = ContentFile(content, name=organization.picture.name.rsplit("/", 1)[-1])
    return images.create(title=title, collection=collection, file=file, file_hash=digest)


def _port() -> int:
    return int(settings.PUBLIC_PORT or DEFAULT_PORT)


def _remove_welcome_page() -> None:
    """Wagtail's own first page, once no site shows it any more."""
    plain = ContentType.objects.get_for_model(Page)
    served = Site.objects.values("root_page_id")
    for page in Page.objects.filter(content_type=plain, depth=2).exclude(pk__in=served):
        page.delete()
