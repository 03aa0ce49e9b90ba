"""People as the team page shows them."""

from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest

from booking.pages.presentation.addresses import profile_paths, site_root
from booking.pages.presentation.pictures import Picture, picture_of
from booking.people.models import Instructor


@dataclass(frozen=True, slots=True)
class Face:
    """A person in a list; `url` is empty for somebody without a page."""

    name: str
    job_title: str
    specializations: list[str]
    url: str
    picture: Picture | None


def faces_of(people: QuerySet[Instructor], *, request: HttpRequest) -> list[Face]:
    """In the order given; the number of queries does not depend on how many there are."""
    found = list(people)
    prefetch_related_objects(found, "photo__renditions")
    paths = profile_paths(found, root=site_root(request))
    return [
        Face(
            name=person.name,
            job_title=person.job_title,
            specializations=person.specializations,
            url=paths.get(person.pk, ""),
            picture=picture_of(person.photo, height_share=1.0),
        )
        for person in found
    ]
