"""Reading the people a studio shows."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from booking.core.errors import Invalid, NotFound
from booking.offerings.rules import fold_text, has_words, search_words
from booking.people.models import Instructor


def active_instructors() -> QuerySet[Instructor]:
    return Instructor.objects.filter(is_active=True)


def find_instructor(slug: str) -> Instructor:
    """Raises NotFound."""
    instructor = active_instructors().filter(slug=slug).first()
    if instructor is None:
        raise NotFound()
    return instructor


def read_instructor(slug: str, *, field: str) -> Instructor:
    """Who is named in a `field` of a request. Raises Invalid for somebody who is not shown here."""
    instructor = active_instructors().filter(slug=slug).first()
    if instructor is None:
        raise Invalid(fields={field: ["Nobody here is called that."]})
    return instructor


def filter_instructors(
    people: QuerySet[Instructor],
    *,
    q: str = "",
    specialization: str = "",
    job_title: str = "",
    price_min: int | None = None,
    price_max: int | None = None,
) -> QuerySet[Instructor]:
    """Narrow people down; empty means any. Prices are minor units per hour, one-to-one before group.

    Words and specialisations are compared without case and accents, which neither database does in every script.
    """
    if price_min is not None or price_max is not None:
        people = people.annotate(rate=Coalesce("rate_one_to_one", "rate_single", "rate_group"))
        if price_min is not None:
            people = people.filter(rate__gte=price_min)
        if price_max is not None:
            people = people.filter(rate__lte=price_max)
    words = search_words(q)
    if not (words or specialization or job_title):
        return people
    return people.filter(
        pk__in=[
            person.pk
            for person in people.only("name", "job_title", "bio", "specializations")
            if has_words(words, text=_text_of(person))
            and (not specialization or fold_text(specialization) in map(fold_text, person.specializations))
            and (not job_title or fold_text(job_title) == fold_text(person.job_title))
        ]
    )


def _text_of(person: Instructor) -> str:
    return "\n".join([person.name, person.job_title, person.bio, *person.specializations])
