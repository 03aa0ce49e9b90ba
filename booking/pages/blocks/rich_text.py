from wagtail import blocks

from booking.pages.blocks.section import Section

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote", "hr"]


class RichTextBlock(Section):
    """A stretch of writing."""

    heading = blocks.CharBlock(required=False, max_length=120)
    text = blocks.RichTextBlock(features=FEATURES)

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "pages/blocks/rich_text.html"
        description = "Paragraphs, lists, links and quotes."
        preview_value = {
            "heading": "What we do together",
            "text": "<p>We begin with the breath, move slowly and end in silence. "
            "Nobody is corrected in front of others.</p>",
        }
