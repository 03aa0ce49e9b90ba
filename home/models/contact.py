from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from booking.pages.blocks import StoryBody
from booking.pages.models import SitePage
from booking.scheduling.models import Place


class ContactPage(SitePage):
    """How to reach the studio, and where it is; mail, phone and places are read live."""

    intro = models.TextField(max_length=400, blank=True, help_text="A sentence or two under the title.")
    body = StreamField(StoryBody(), blank=True)

    template = "home/contact_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    page_description = "Mail, phone and places, with how to get there"
    content_panels = [*SitePage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "contact page"

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        context["places"] = list(Place.objects.order_by("name"))

    def describe(self, context: dict, *, request: HttpRequest) -> list[dict]:
        """See https://schema.org/ContactPage."""
        return [{"@type": "ContactPage", "name": self.title, "url": context["canonical_url"]}]
