from django import template
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractImage

from booking.core.markup import render_markdown
from booking.pages.presentation.pictures import Picture, picture_of

register = template.Library()


@register.simple_tag
def picture_for(image: AbstractImage | None) -> Picture | None:
    """The picture of an image block with its own alternative text, uncut."""
    return picture_of(image, alt=getattr(image, "contextual_alt_text", None) or "")


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as sanitised HTML."""
    return render_markdown(text)
