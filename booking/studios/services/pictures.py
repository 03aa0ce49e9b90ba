"""Pictures that a studio file names: found beside it, or in the organization's collection already."""

import hashlib
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.images import get_image_model
from wagtail.models import Collection
from willow.image import Image as WillowImage
from willow.image import UnrecognisedImageFormatError

from booking.accounts.models import Organization
from booking.studios.schema.types import Spot

MOST_BYTES = 10_000_000


class PictureShelf:
    """The pictures of one organization by file name, and the folder in which the studio file lies.

    A stored file's folder carries a hash of its content, so that nothing that was stored is ever written over: a load
    that fails takes only its own files back.
    """

    def __init__(self, organization: Organization, *, base: Path):
        self.organization = organization
        self.base = base
        self.written: list[str] = []
        self.collection = collection_of(organization)
        images = get_image_model().objects.filter(collection=self.collection).order_by("pk")
        self.images = {PurePosixPath(image.file.name).name: image for image in images}

    def put(self, path: str, *, spot: Spot, title: str) -> tuple[str, str]:
        """(file name, outcome) of a picture that the file names; no name when it is neither beside nor known."""
        name = PurePosixPath(path).name
        content = self._content(path, spot=spot)
        known = self.images.get(name)
        if content is None:
            return (name, "unchanged") if known else ("", "missing")
        if known and known.get_file_hash() == hashlib.sha1(content, usedforsecurity=False).hexdigest():
            return name, "unchanged"
        image = known or get_image_model()(collection=self.collection, title=title[:255])
        image.file = self._store("original_images", name=name, content=content)
        image.file_size = len(content)
        image.file_hash = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        image.save()
        image.renditions.all().delete()
        self.images[name] = image
        return name, "changed" if known else "created"

    def put_brand_file(self, path: str, *, current: str, spot: Spot) -> tuple[str, str]:
        """(stored name, outcome) of the organization's own logo or picture; `current` is the stored name it has."""
        name = PurePosixPath(path).name
        content = self._content(path, spot=spot)
        is_known = PurePosixPath(current).name == name
        if content is None:
            return (current, "unchanged") if is_known else ("", "missing")
        wanted = self._stored_name("brands", name=name, content=content)
        if is_known and current == wanted:
            return current, "unchanged"
        return self._store("brands", name=name, content=content), "changed" if is_known else "created"

    def discard(self) -> None:
        """Take back the files that were written."""
        for name in self.written:
            default_storage.delete(name)

    def _content(self, path: str, *, spot: Spot) -> bytes | None:
        file = (self.base / path).resolve()
        if not file.is_relative_to(self.base.resolve()) or not file.is_file():
            return None
        if file.stat().st_size > MOST_BYTES:
            spot.refuse(f"a picture of at most {MOST_BYTES:,} bytes", found=f"{file.stat().st_size:,} bytes")
            return None
        content = file.read_bytes()
        try:
            WillowImage.open(BytesIO(content)).get_size()
        except (UnrecognisedImageFormatError, OSError, ValueError, SyntaxError):
            spot.refuse("a file that is a picture", found=f'"{path}", which cannot be opened as one')
            return None
        return content

    def _stored_name(self, folder: str, *, name: str, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()[:12]
        return f"{folder}/{self.organization.pk}-{digest}/{name}"

    def _store(self, folder: str, *, name: str, content: bytes) -> str:
        stored = self._stored_name(folder, name=name, content=content)
        if not default_storage.exists(stored):
            stored = default_storage.save(stored, ContentFile(content))
            self.written.append(stored)
        return stored


def collection_of(organization: Organization) -> Collection:
    """The collection of an organization's pictures and documents, made on first use."""
    top = Collection.get_first_root_node()
    return top.get_children().filter(name=organization.slug).first() or top.add_child(name=organization.slug)
