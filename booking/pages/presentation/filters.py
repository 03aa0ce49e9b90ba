"""The listing's filters, as they stand in its address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.db.models import QuerySet

from booking.offerings.kinds import registry
from booking.offerings.models import Offering, OfferingTag
from booking.offerings.selectors import filter_offerings

LONGEST_FILTER = 100


@dataclass(frozen=True)
class Filters:
    """Empty means any. Values nobody offers simply find nothing."""

    q: str = ""
    kind: str = ""
    category: str = ""
    tag: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        return cls(**{name: query.get(name, "").strip()[:LONGEST_FILTER] for name in cls.__dataclass_fields__})

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    @property
    def query(self) -> str:
        """For links: the filters that are set, as the part of an address after the question mark."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


@dataclass(frozen=True)
class TagLink:
    """A tag to narrow down by; following the current one takes it away again."""

    name: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class Choices:
    """What the filters can be set to: (value, label) pairs, and the tags."""

    kinds: list[tuple[str, str]]
    categories: list[tuple[str, str]]
    tags: list[str]


def narrow(offerings: QuerySet[Offering], *, filters: Filters) -> QuerySet[Offering]:
    return filter_offerings(offerings, **asdict(filters))


def choices_of(offerings: QuerySet[Offering]) -> Choices:
    """Only what leads to something; two queries."""
    pairs = set(offerings.order_by().values_list("kind", "category"))
    found = {kind for kind, _ in pairs}
    categories = sorted({category for _, category in pairs if category}, key=str.casefold)
    rows = OfferingTag.objects.filter(offering__in=offerings.order_by().values("pk"))
    return Choices(
        kinds=[(name, str(kind.label)) for name, kind in registry if name in found],
        categories=[(category, category[:1].upper() + category[1:]) for category in categories],
        tags=sorted(set(rows.order_by().values_list("name", flat=True).distinct()), key=str.casefold),
    )


def tag_links(choices: Choices, *, filters: Filters) -> list[TagLink]:
    return [
        TagLink(tag, replace(filters, tag="" if tag == filters.tag else tag).query, is_current=tag == filters.tag)
        for tag in choices.tags
    ]
