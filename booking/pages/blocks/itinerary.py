from wagtail import blocks

from booking.pages.blocks.section import Section


class StepBlock(blocks.StructBlock):
    when = blocks.CharBlock(required=False, max_length=60, help_text="A day, a week or a time, such as Day 1.")
    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(required=False, max_length=800, rows=3)

    class Meta:
        icon = "date"
        label = "Step"


class ItineraryBlock(Section):
    """What happens, in order."""

    heading = blocks.CharBlock(max_length=120, default="How it unfolds")
    intro = blocks.TextBlock(required=False, max_length=400, rows=2)
    steps = blocks.ListBlock(StepBlock(), min_num=1, max_num=60)

    class Meta:
        icon = "list-ol"
        label = "Itinerary"
        template = "pages/blocks/itinerary.html"
        description = "Days, weeks or steps along a line."
        preview_value = {
            "heading": "How it unfolds",
            "steps": [
                {"when": "Day 1", "title": "Arriving", "text": "Tea at four, a walk to the lake, an early night."},
                {"when": "Day 2", "title": "Slow morning", "text": "Silence until breakfast, movement at nine."},
            ],
        }
