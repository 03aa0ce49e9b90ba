"""Pictures with their space reserved: drawings as they are, photographs in the sizes that screens need."""

from dataclasses import dataclass

from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, SourceImageIOError

WIDTHS = (480, 960, 1600)


@dataclass(frozen=True, slots=True)
class Picture:
    """What an `img` element needs. `width` and `height` are those of the file at `url`, in pixels."""

    url: str
    width: int
    height: int
    alt: str
    srcset: str = ""


def picture_of(image: AbstractImage | None, *, alt: str = "", height_share: float = 0.0) -> Picture | None:
    """The picture, cut around its focal point to `height_share` of its width; uncut when that is 0.

    Drawings (SVG) are never cut: the page's own layout does it. None when there is no image or its file is gone.
    """
    if image is None:
        return None
    if image.is_svg():
        return Picture(image.file.url, image.width, image.height, alt)
    specs = [_spec(width, height_share) for width in WIDTHS if width <= max(image.width, WIDTHS[0])]
    try:
        renditions = list(image.get_renditions(*specs).values())
    except (SourceImageIOError, InvalidFilterSpecError, FileNotFoundError):
        return None
    best = renditions[-1]
    srcset = ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)
    return Picture(best.url, best.width, best.height, alt, srcset)


def _spec(width: int, height_share: float) -> str:
    cut = f"fill-{width}x{round(width * height_share)}" if height_share else f"width-{width}"
    return f"{cut}|format-webp"
