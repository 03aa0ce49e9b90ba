from wagtail import blocks

from booking.pages.blocks.section import Section


class OutcomesBlock(Section):
    """What somebody has afterwards."""

    heading = blocks.CharBlock(max_length=120, default="What you take home")
    intro = blocks.TextBlock(required=False, max_length=400, rows=2)
    outcomes = blocks.ListBlock(blocks.TextBlock(max_length=300, rows=2, label="Outcome"), min_num=1, max_num=12)

    class Meta:
        icon = "tick-inverse"
        label = "Outcomes"
        template = "pages/blocks/outcomes.html"
        description = "What people can do, know or feel afterwards, as a short list."
        preview_value = {
            "heading": "What you take home",
            "outcomes": ["A breathing practice for ten quiet minutes a day", "Shoulders that sit where they belong"],
        }
