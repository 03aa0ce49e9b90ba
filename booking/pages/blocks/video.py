from urllib.parse import urlsplit

from wagtail import blocks

from booking.pages.blocks.section import Section


class VideoBlock(Section):
    """A video as a link: visitors decide themselves whether another service learns about them."""

    heading = blocks.CharBlock(max_length=120)
    url = blocks.URLBlock(label="Address of the video")
    length = blocks.CharBlock(required=False, max_length=20, help_text="For example 3 minutes.")
    text = blocks.TextBlock(required=False, max_length=300, rows=2)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["service"] = urlsplit(value["url"] or "").hostname or ""
        return context

    class Meta:
        icon = "media"
        label = "Video"
        template = "pages/blocks/video.html"
        description = "A card that leads to a video elsewhere."
        preview_value = {
            "heading": "A look into the room",
            "url": "https://video.example/room",
            "length": "3 minutes",
            "text": "How an evening begins.",
        }
