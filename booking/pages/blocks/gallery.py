from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from booking.pages.blocks.section import Section


class GalleryPictureBlock(blocks.StructBlock):
    picture = ImageBlock()
    caption = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "image"
        label = "Picture"


class GalleryBlock(Section):
    """One picture, or several side by side."""

    heading = blocks.CharBlock(required=False, max_length=120)
    pictures = blocks.ListBlock(GalleryPictureBlock(), min_num=1, max_num=12)

    class Meta:
        icon = "image"
        label = "Pictures"
        template = "pages/blocks/gallery.html"
        description = "One picture across the page, or a gallery with captions."
        preview_value = {"heading": "The place", "pictures": []}
