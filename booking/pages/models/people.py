from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from booking.core.changes import CATALOGUE, Reads
from booking.offerings.selectors import filter_offerings, public_offerings
from booking.pages.blocks import StoryBody
from booking.pages.forms import InstructorPageForm
from booking.pages.models.base import SitePage
from booking.pages.models.keys import CatalogueKey
from booking.pages.presentation.cards import cards_for, reads_of_cards
from booking.pages.presentation.people import faces_of
from booking.pages.presentation.pictures import picture_of
from booking.pages.structured import describe_person
from booking.people.models import Instructor


class InstructorIndexPage(SitePage):
    """The people who teach here."""

    intro = RichTextField(
        blank=True, features=["bold", "italic", "link"], help_text="A sentence or two about the team."
    )

    template = "pages/instructor_index_page.html"
    subpage_types = ["pages.InstructorPage"]
    page_description = "Shows everybody who teaches here"
    content_panels = [*SitePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = "team page"

    def reads(self) -> Reads:
        return CATALOGUE

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        people = Instructor.objects.filter(is_active=True).select_related("photo").order_by("pk")
        context["people"] = faces_of(people, request=request)


class InstructorPage(SitePage):
    """One person: profile, words of their own and what they offer."""

    instructor = CatalogueKey(
        Instructor,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Name, picture and biography come from this profile.",
    )
    body = StreamField(StoryBody(), blank=True, help_text="What to tell beyond the profile; may stay empty.")

    read_along = ("instructor__photo",)
    template = "pages/instructor_page.html"
    base_form_class = InstructorPageForm
    parent_page_types = ["pages.InstructorIndexPage"]
    subpage_types = []
    page_description = "Profile of one person and what they offer"
    content_panels = [*SitePage.content_panels, FieldPanel("instructor"), FieldPanel("body")]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "profile page"

    def serve(self, request: HttpRequest, *args, **kwargs):
        person = self.instructor
        if not person.is_active or request.organization is None or person.organization_id != request.organization.pk:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def reads(self) -> Reads:
        return reads_of_cards()

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        offerings = filter_offerings(public_offerings(), instructor=self.instructor.slug)
        context |= {
            "instructor": self.instructor,
            "picture": picture_of(self.instructor.photo, alt=self.instructor.name, height_share=1.0),
            "cards": cards_for(offerings, request=request, now=context["now"]),
        }

    def describe(self, context: dict, *, request: HttpRequest) -> list[dict]:
        picture = context["picture"]
        image = request.build_absolute_uri(picture.url) if picture else ""
        return [describe_person(self.instructor, url=context["canonical_url"], image=image)]
