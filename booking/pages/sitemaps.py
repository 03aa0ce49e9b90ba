"""Which pages search engines are offered."""

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from wagtail.models import Page

from booking.offerings.selectors import public_offerings
from booking.pages.models import InstructorPage, OfferingPage
from booking.pages.presentation.addresses import path_of, site_root


class PublicPages(Sitemap):
    """Live pages of the site, without those whose offering or person is not public."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.root = site_root(request)
        self.protocol = request.scheme

    def items(self):
        if self.root is None or self.request.organization is None:
            return Page.objects.none().order_by("path")
        pages = Page.objects.live().public().descendant_of(self.root, inclusive=True)
        hidden = OfferingPage.objects.exclude(offering__in=public_offerings().order_by().values("pk"))
        gone = InstructorPage.objects.filter(instructor__is_active=False)
        return pages.exclude(pk__in=hidden.values("pk")).exclude(pk__in=gone.values("pk")).order_by("path")

    def location(self, item: Page) -> str:
        return path_of(item, root=self.root)

    def lastmod(self, item: Page):
        return item.last_published_at

    def get_domain(self, site=None) -> str:
        return self.request.get_host()
