from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from booking.pages.blocks.section import LiveSection
from booking.pages.presentation.facts import Landing
from booking.pages.presentation.labels import kind_label
from booking.pages.presentation.pictures import picture_of


class HeroBlock(LiveSection):
    """The first screen. What is left empty comes from the offering itself."""

    eyebrow = blocks.CharBlock(required=False, max_length=60, help_text="A few words above the title. Empty: the kind.")
    title = blocks.CharBlock(required=False, max_length=120, help_text="Empty: the name of the offering.")
    text = blocks.TextBlock(required=False, max_length=400, rows=3, help_text="Empty: the summary of the offering.")
    picture = ImageBlock(required=False, help_text="Empty: the picture of the offering.")
    layout = blocks.ChoiceBlock(
        choices=[("split", "Picture beside the words"), ("wide", "Wide picture below the words")], default="split"
    )
    button = blocks.CharBlock(required=False, max_length=40, help_text="Empty: See dates, or Choose a time.")

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        own = value["picture"]
        if own:
            context["hero_picture"] = picture_of(own, alt=own.contextual_alt_text or "")
        return context

    def live_context(self, landing: Landing, *, context: dict) -> dict:
        offering = landing.offering
        return {
            "hero_picture": picture_of(offering.picture, alt=offering.picture_alt),
            "kind_label": kind_label(offering),
        }

    class Meta:
        icon = "home"
        label = "Hero"
        template = "pages/blocks/hero.html"
        description = "The first screen: title, summary, picture, the facts at a glance and the way to book."
        preview_value = {
            "eyebrow": "Weekly class",
            "title": "An evening that slows you down",
            "text": "Seventy-five minutes of quiet movement by the lake, for every level.",
            "picture": None,
            "layout": "split",
            "button": "See dates",
        }
