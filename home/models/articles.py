from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from booking.pages.blocks import StoryBody
from booking.pages.models import SitePage
from booking.pages.presentation.pictures import picture_of


class ArticlePage(SitePage):
    """Something the studio tells: news, a story, advice."""

    intro = models.TextField(max_length=400, blank=True, help_text="A sentence or two under the title.")
    written_on = models.DateField(default=timezone.localdate, help_text="The date readers see.")
    written_by = models.CharField("by", max_length=120, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        "what the picture shows", max_length=200, blank=True, help_text="Read to those who cannot see it."
    )
    body = StreamField(StoryBody(), blank=True)

    template = "home/article_page.html"
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = []
    page_description = "News, a story or advice, with its date"
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("written_on"), FieldPanel("written_by")], heading="When and by whom"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Picture"),
        FieldPanel("body"),
    ]
    search_fields = [*SitePage.search_fields, index.SearchField("intro"), index.SearchField("body")]

    class Meta:
        verbose_name = "article"

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        context["picture"] = picture_of(self.picture, alt=self.picture_alt)

    def describe(self, context: dict, *, request: HttpRequest) -> list[dict]:
        """See https://schema.org/Article."""
        thing = {
            "@type": "Article",
            "headline": self.title,
            "description": self.intro,
            "datePublished": self.written_on.isoformat(),
            "url": context["canonical_url"],
        }
        if self.written_by:
            thing["author"] = {"@type": "Person", "name": self.written_by}
        return [{key: value for key, value in thing.items() if value}]
