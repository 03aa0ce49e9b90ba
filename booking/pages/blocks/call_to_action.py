from wagtail import blocks

from booking.pages.blocks.section import Section


class CallToActionBlock(Section):
    """One clear next step."""

    heading = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(required=False, max_length=300, rows=2)
    button = blocks.CharBlock(max_length=40, default="See dates")
    page = blocks.PageChooserBlock(required=False, help_text="Empty: the dates on this page, or the listing.")

    class Meta:
        icon = "pick"
        label = "Call to action"
        template = "pages/blocks/call_to_action.html"
        description = "A closing invitation with one button."
        preview_value = {
            "heading": "Ready when you are",
            "text": "Places are few, so that everybody gets some attention.",
            "button": "See dates",
        }
