from wagtail import blocks

from booking.pages.blocks.section import Section


class BringBlock(Section):
    """What to pack."""

    heading = blocks.CharBlock(max_length=120, default="What to bring")
    things = blocks.ListBlock(blocks.CharBlock(max_length=200, label="Thing"), min_num=1, max_num=30)

    class Meta:
        icon = "clipboard-list"
        label = "What to bring"
        template = "pages/blocks/bring.html"
        description = "A short packing list."
        preview_value = {"heading": "What to bring", "things": ["Warm socks", "A notebook", "Something to drink"]}
