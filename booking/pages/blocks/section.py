from wagtail import blocks

from booking.core.changes import versions
from booking.core.clock import now
from booking.offerings.selectors import active_variants, public_offerings
from booking.pages.presentation.facts import Landing


class Section(blocks.StructBlock):
    """Base of the blocks a page is made of: a full-width part with a heading of its own."""

    class Meta:
        preview_template = "pages/block_preview.html"
        group = "Words and pictures"


class LiveSection(Section):
    """Base of the blocks that read the page's offering when they are shown; on other pages they say nothing.

    The preview shows the first public offering that has a price.
    """

    def get_preview_context(self, value, parent_context=None):
        context = super().get_preview_context(value, parent_context)
        offerings = [offering for offering in public_offerings()[:5] if active_variants(offering)]
        if offerings:
            context["landing"] = Landing(offerings[0], moment=versions.look(), now=now())
        return context

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        landing = context.get("landing")
        if landing is not None:
            context |= self.live_context(landing, context=context)
        return context

    def live_context(self, landing: Landing, *, context: dict) -> dict:
        """What the template needs beyond the page's own context."""
        return {}

    class Meta:
        group = "From the catalogue"
