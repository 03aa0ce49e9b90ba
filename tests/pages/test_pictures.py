from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Drawing
from wagtail.images import get_image_model

from booking.pages.presentation.pictures import Picture, picture_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200"/></svg>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photograph(width: int, height: int):
    stream = BytesIO()
    Drawing.new("RGB", (width, height), "teal").save(stream, "JPEG")
    file = ContentFile(stream.getvalue(), name="lake.jpg")
    # Renditions are cached under the hash of their image's file.
    return get_image_model().objects.create(title="lake", file=file, file_hash=f"{width}x{height}")


def test_drawing_is_shown_as_it_is(db):
    image = get_image_model().objects.create(title="drawn", file=ContentFile(SVG, name="drawn.svg"))
    assert picture_of(image, alt="A lake", height_share=1.0) == Picture(image.file.url, 320, 200, "A lake")


def test_photograph_comes_in_the_sizes_of_screens(db):
    picture = picture_of(photograph(2000, 1000), alt="A lake", height_share=0.5)
    assert (picture.width, picture.height) == (1600, 800)
    assert [part.split()[1] for part in picture.srcset.split(", ")] == ["480w", "960w", "1600w"]


def test_small_photograph_is_not_blown_up(db):
    picture = picture_of(photograph(600, 400))
    assert picture.width <= 600
    assert len(picture.srcset.split(", ")) == 1


def test_picture_without_a_file_is_left_out(db):
    image = photograph(701, 503)
    image.file.storage.delete(image.file.name)
    assert picture_of(image) is None


def test_no_picture_is_none():
    assert picture_of(None) is None
