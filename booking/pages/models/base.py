from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page

from booking.core.answers import share
from booking.core.changes import EVERYTHING, Reads
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.pages.forms import organization_of
from booking.pages.structured import StructuredData
from booking.reservations.selectors import unchanged_until

INTRO_FEATURES = ["bold", "italic", "link"]


class SitePage(Page):
    """Base of all pages of an organization's site: who it is shown for, when, and what it tells search engines."""

    # Relations that are read along with the page where it is found by its address (see `booking.pages.routes`).
    read_along: tuple[str, ...] = ()

    seed_digest = models.CharField(max_length=64, blank=True, editable=False, help_text="of what it was made from")

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args, **kwargs):
        if request.organization is None:
            raise Http404
        if not self.is_same_for_all(request):
            return super().serve(request, *args, **kwargs)
        return self.serve_all(request)

    def serve_all(self, request: HttpRequest) -> HttpResponse:
        """The answer for everybody who asks the same."""
        until = unchanged_until(now=now())
        return share(super().serve(request), until=until, reads=self.reads())

    def reads(self) -> Reads:
        """What its answer for everybody is computed from: whatever changes of anything else leaves it as it is."""
        return EVERYTHING

    def is_same_for_all(self, request: HttpRequest) -> bool:
        """Whether everybody who asks for this address may be shown the same."""
        return True

    def serve_preview(self, request: HttpRequest, mode_name: str):
        """The draft as its visitors would see it, whatever host the editor works on."""
        request.organization = organization_of(self) or request.organization
        with acting_for(request.organization):
            return super().serve_preview(request, mode_name).render()

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["now"] = now()
        context["canonical_url"] = request.build_absolute_uri(request.path)
        self.add_context(context, request=request)
        context["structured_data"] = StructuredData.of(self.describe(context, request=request))
        return context

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        """Add what the page's template shows; `context["now"]` is the instant it is shown for."""

    def describe(self, context: dict, *, request: HttpRequest) -> list[dict]:
        """The page in the words of schema.org."""
        return []
