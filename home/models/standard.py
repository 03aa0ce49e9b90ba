from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from booking.pages.blocks import StoryBody
from booking.pages.models import SitePage


class StandardPage(SitePage):
    """A plain page: about us, house rules, imprint."""

    intro = models.TextField(max_length=400, blank=True, help_text="A sentence or two under the title.")
    body = StreamField(StoryBody(), blank=True)

    template = "home/standard_page.html"
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = "A page of text, pictures, questions and answers"
    content_panels = [*SitePage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page"
