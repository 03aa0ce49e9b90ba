from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from booking.pages.blocks.section import Section
from booking.pages.presentation.pictures import picture_of


class TestimonialBlock(blocks.StructBlock):
    quote = blocks.TextBlock(max_length=600, rows=3)
    name = blocks.CharBlock(max_length=120)
    detail = blocks.CharBlock(required=False, max_length=120, help_text="For example: joined in spring.")
    portrait = ImageChooserBlock(required=False)

    class Meta:
        icon = "openquote"
        label = "Voice"


class TestimonialsBlock(Section):
    """What people said who were there."""

    heading = blocks.CharBlock(max_length=120, default="What people say")
    voices = blocks.ListBlock(TestimonialBlock(), min_num=1, max_num=12)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["testimonials"] = [
            {
                "quote": voice["quote"],
                "name": voice["name"],
                "detail": voice["detail"],
                "portrait_url": getattr(picture_of(voice["portrait"], height_share=1.0), "url", ""),
            }
            for voice in value["voices"]
        ]
        return context

    class Meta:
        icon = "openquote"
        label = "Voices"
        template = "pages/blocks/testimonials.html"
        description = "Quotes of people who took part, with their names."
        preview_value = {
            "heading": "What people say",
            "voices": [
                {
                    "quote": "I slept through the night for the first time in months.",
                    "name": "Nora",
                    "detail": "joined in spring",
                    "portrait": None,
                }
            ],
        }
