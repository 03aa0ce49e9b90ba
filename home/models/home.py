from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from booking.core.changes import Reads
from booking.pages.blocks import StoryBody
from booking.pages.models import OfferingIndexPage, SchedulePage, SitePage
from booking.pages.presentation.addresses import path_of, site_root
from booking.pages.presentation.cards import cards_for, reads_of_cards
from booking.pages.presentation.people import faces_of
from booking.pages.presentation.pictures import picture_of
from booking.people.models import Instructor
from home.selectors import featured_offerings

FEATURED_OFFERINGS = 6
FEATURED_PEOPLE = 4


class HomePage(SitePage):
    """The root of one organization's site: who we are, and what is on."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="home_pages", editable=False
    )
    hero_eyebrow = models.CharField("words above the title", max_length=60, blank=True)
    hero_title = models.CharField(
        "title", max_length=120, blank=True, help_text="Empty: what the studio says of itself."
    )
    hero_text = models.TextField("text", max_length=400, blank=True)
    hero_button = models.CharField("button", max_length=40, blank=True, help_text="Empty: See what is on.")
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        "what the picture shows", max_length=200, blank=True, help_text="Read to those who cannot see it."
    )
    featured_heading = models.CharField(
        "heading of the offerings", max_length=120, blank=True, help_text="Empty: What is on."
    )
    body = StreamField(StoryBody(), blank=True, help_text="What follows the offerings.")

    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    page_description = "The first page of a studio's site"
    content_panels = [
        *SitePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("hero_eyebrow"), FieldPanel("hero_title"), FieldPanel("hero_text"), FieldPanel("hero_button")],
            heading="First screen",
            help_text="What visitors see before they scroll.",
        ),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Picture"),
        FieldPanel("featured_heading"),
        FieldPanel("body"),
    ]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "home page"

    def route(self, request: HttpRequest, path_components: list[str]):
        """Never show one organization's pages on the host of another."""
        if getattr(getattr(request, "organization", None), "pk", None) != self.organization_id:
            raise Http404
        return super().route(request, path_components)

    def reads(self) -> Reads:
        return reads_of_cards()

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        root = site_root(request) or self
        listing = OfferingIndexPage.objects.live().child_of(self).first()
        schedule = SchedulePage.objects.live().child_of(self).first()
        offerings = featured_offerings(most=FEATURED_OFFERINGS)
        people = Instructor.objects.filter(is_active=True).select_related("photo").order_by("pk")[:FEATURED_PEOPLE]
        context |= {
            "title": self.hero_title or self.organization.tagline or self.organization.name,
            "picture": picture_of(self.picture, alt=self.picture_alt),
            "listing_url": path_of(listing, root=root) if listing else "",
            "schedule_url": path_of(schedule, root=root) if schedule else "",
            "people": faces_of(people, request=request),
            "cards": cards_for(offerings, request=request, now=context["now"]),
        }

    def describe(self, context: dict, *, request: HttpRequest) -> list[dict]:
        """See https://schema.org/Organization."""
        organization = self.organization
        logo = request.build_absolute_uri(organization.logo_url) if organization.logo_url else ""
        thing = {
            "@type": "Organization",
            "name": organization.name,
            "url": context["canonical_url"],
            "slogan": organization.tagline,
            "email": organization.email,
            "telephone": organization.phone,
            "logo": logo,
        }
        return [{key: value for key, value in thing.items() if value}]
