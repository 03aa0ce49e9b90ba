from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from booking.core.answers import share
from booking.core.changes import Reads
from booking.core.clock import now
from booking.core.errors import NotFound
from booking.core.limits import spend_search
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Visibility
from booking.offerings.selectors import detailed_offering, public_offerings
from booking.pages.blocks import LandingBody
from booking.pages.forms import OfferingPageForm
from booking.pages.models.base import SitePage
from booking.pages.models.keys import CatalogueKey
from booking.pages.presentation.addresses import booking_path
from booking.pages.presentation.cards import cards_for, reads_of_cards
from booking.pages.presentation.facts import Landing
from booking.pages.presentation.filters import Filters, choices_of, narrow, tag_links
from booking.pages.presentation.pictures import picture_of
from booking.pages.shells import shell_of
from booking.pages.structured import describe_offering, describe_questions
from booking.scheduling.selectors import VENUE

CARDS_PER_PAGE = 12


class OfferingIndexPage(SitePage):
    """The listing: every public offering, to be narrowed down by kind, category, tag and words."""

    intro = RichTextField(
        blank=True, features=["bold", "italic", "link"], help_text="A sentence or two above the filters."
    )

    template = "pages/offering_index_page.html"
    subpage_types = ["pages.OfferingPage"]
    page_description = "Lists all public offerings with filters"
    content_panels = [*SitePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = "listing of offerings"

    def is_same_for_all(self, request: HttpRequest) -> bool:
        """A search counts for whoever makes it."""
        return not Filters.read(request.GET)

    def reads(self) -> Reads:
        return reads_of_cards()

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        everything = public_offerings()
        filters = Filters.read(request.GET)
        if filters:
            spend_search(request, now=context["now"])
        found = Paginator(narrow(everything, filters=filters), CARDS_PER_PAGE)
        shown = found.get_page(request.GET.get("page"))
        choices = choices_of(everything)
        context |= {
            "filters": filters,
            "choices": choices,
            "tags": tag_links(choices, filters=filters),
            "carried": [("tag", filters.tag)] if filters.tag else [],
            "shown": shown,
            "cards": cards_for(shown.object_list, request=request, now=context["now"]),
        }


class OfferingPage(SitePage):
    """The landing page of one offering, made of blocks; the live ones read the offering itself."""

    offering = CatalogueKey(
        Offering,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What visitors book here. Its dates, prices and hosts are always shown as they are now.",
    )
    body = StreamField(LandingBody(), blank=True, help_text="The page from top to bottom.")

    read_along = ("offering",)
    template = "pages/offering_page.html"
    base_form_class = OfferingPageForm
    parent_page_types = ["pages.OfferingIndexPage"]
    subpage_types = []
    page_description = "Landing page of one offering, with its dates and prices"
    content_panels = [*SitePage.content_panels, FieldPanel("offering"), FieldPanel("body")]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "landing page"

    def serve(self, request: HttpRequest, *args, **kwargs):
        """404 unless the offering is public, or shared by link and the key is right."""
        try:
            key = request.GET.get("key")
            offering = detailed_offering(self.offering.slug, key=key, along=VENUE, moment=request.moment, now=now())
        except (NotFound, ObjectDoesNotExist):
            raise Http404 from None
        if offering.pk != self.offering_id:
            raise Http404
        self.offering = offering
        response = super().serve(request, *args, **kwargs)
        if offering.visibility != Visibility.PUBLIC:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def serve_all(self, request: HttpRequest) -> HttpResponse:
        landing = Landing(self.offering, moment=request.moment, now=now())
        shell = shell_of(
            request,
            render=lambda hole: self._write(request, hole=hole),
            reads=landing.reads,
            is_open=landing.is_open,
            now=landing.now,
        )
        context = {"request": request, "landing": landing}
        live = [part.block.render(part.value, context) for part in self.body if part.block_type == "timetable"]
        reads = landing.reads | landing.live
        return share(HttpResponse(shell.around("".join(live))), until=min(shell.until, landing.until), reads=reads)

    def _write(self, request: HttpRequest, *, hole: SafeString) -> str:
        context = {**self.get_context(request), "timetable_hole": hole}
        return render_to_string(self.get_template(request), context, request=request)

    def is_same_for_all(self, request: HttpRequest) -> bool:
        """What a personal link shows ends with it, and nobody watches links."""
        return self.offering.visibility == Visibility.PUBLIC and "connection" not in request.GET

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        landing = Landing(self.offering, moment=request.moment, now=context["now"])
        kinds = {block.block_type for block in self.body}
        context |= {
            "landing": landing,
            "offering": self.offering,
            "has_hero": "hero" in kinds,
            "picture": picture_of(self.offering.picture, alt=self.offering.picture_alt),
            "book_url": "#dates" if "timetable" in kinds else booking_path(self.offering),
            "is_indexed": self.offering.visibility == Visibility.PUBLIC,
        }

    def describe(self, context: dict, *, request: HttpRequest) -> list[dict]:
        picture = context["picture"]
        image = request.build_absolute_uri(picture.url) if picture else ""
        things = describe_offering(context["landing"], url=context["canonical_url"], image=image)
        questions = [
            (item["question"], item["answer"])
            for block in self.body
            if block.block_type == "faq"
            for item in block.value["questions"]
        ]
        return [*things, describe_questions(questions)] if questions else things
