from collections.abc import Sequence
from copy import copy
from datetime import datetime

from django.db.models import Min, OuterRef, Prefetch, QuerySet, Subquery

from booking.accounts.models import Membership
from booking.core.changes import CATALOGUE, Keeper
from booking.core.codes import hash_token, is_token
from booking.core.errors import NotFound
from booking.core.rows import keep_at_hand, select, select_along
from booking.core.tenancy import active_organization_id
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Assistance, Facilitator, Offering, OfferingTag, Variant
from booking.offerings.models.offerings import Visibility
from booking.offerings.rules import has_words, search_words
from booking.people.models import Instructor

# Shown to everybody, or to the holders of a link.
_OPEN = (Visibility.PUBLIC, Visibility.LINK)
_OF_AN_OFFERING = ("organization", "policy", "form", "picture")

_MOST_SHOWN = 2000
_shown: Keeper[Offering] = Keeper(reads=CATALOGUE, most=_MOST_SHOWN)
_detailed: Keeper[Offering] = Keeper(reads=CATALOGUE, most=_MOST_SHOWN)
_on_sale: Keeper[Variant] = Keeper(reads=CATALOGUE, most=_MOST_SHOWN)


def with_details(offerings: QuerySet[Offering]) -> QuerySet[Offering]:
    """Prefetch what is shown of an offering: facilitators (the lead first), active variants, tags, policy and form."""
    tags = Prefetch("tag_rows", queryset=OfferingTag.objects.order_by("pk"))
    return _with_people_and_prices(offerings).prefetch_related(tags)


def public_offerings() -> QuerySet[Offering]:
    """What anybody may see and book, in the order in which the studio made them."""
    return with_details(listed_offerings()).order_by("pk")


def listed_offerings() -> QuerySet[Offering]:
    """The same without their details and in no order."""
    return Offering.objects.filter(is_active=True, is_archived=False, visibility=Visibility.PUBLIC)


def dated_offerings() -> QuerySet[Offering]:
    """Those of the listed ones that are booked by their dates."""
    return listed_offerings().filter(kind__in=[key for key, kind in kinds if kind.books == "sessions"])


def find_offering(slug: str, *, key: str | None = None) -> Offering:
    """A public offering, or one for holders of its link when `key` is that of the link. Raises NotFound."""
    open_to_somebody = {"slug": slug, "is_active": True, "is_archived": False, "visibility": _OPEN}
    offering = next(iter(select_along(Offering, open_to_somebody, along=_OF_AN_OFFERING)), None)
    if offering is None or not _shows(offering, key=key):
        raise NotFound()
    links = select_along(Facilitator, {"offering": offering.pk}, along=["instructor", "instructor__photo"])
    variants = select(Variant, {"offering": offering.pk, "is_active": True})
    for row in (*links, *variants):
        row.offering, row.organization = offering, offering.organization
    keep_at_hand(offering, "facilitator_links", sorted(links, key=_in_order))
    keep_at_hand(offering, "variants", sorted(variants, key=_in_order))
    keep_at_hand(offering, "tag_rows", select(OfferingTag, {"offering": offering.pk}))
    return offering


def find_public_variant(slug: str, *, variant: str, moment: int, now: datetime) -> Variant | None:
    """A price tier on sale of a public offering, kept in the same way as by `shown_offering`; yours to change.

    The offering's policy is at hand: a booking agrees to it.
    """
    organization_id = active_organization_id()
    found = _on_sale.find((organization_id, slug, variant), now=now)
    if found is None:
        found = _read_public_variant(slug, variant=variant)
        if found is None:
            return None
        _on_sale.keep((organization_id, slug, variant), found, organization_id=organization_id, moment=moment)
    mine = copy(found)
    mine.offering = copy(found.offering)
    return mine


def shown_offering(
    slug: str, *, key: str | None = None, along: Sequence[str] = (), moment: int, now: datetime
) -> Offering:
    """What `find_offering` finds, without its details, kept while the catalogue does not change: to be shown only.

    `along` are relations to read along, the same in every call; `moment` was taken before anything was read.
    Raises NotFound.
    """
    organization_id = active_organization_id()
    offering = _shown.find((organization_id, slug), now=now)
    if offering is None:
        offering = _visible(slug).select_related("organization", *along).first()
        if offering is None:
            raise NotFound()
        _shown.keep((organization_id, slug), offering, organization_id=organization_id, moment=moment)
    if not _shows(offering, key=key):
        raise NotFound()
    return offering


def detailed_offering(
    slug: str, *, key: str | None = None, along: Sequence[str] = (), moment: int, now: datetime
) -> Offering:
    """What `find_offering` finds without its tags, kept in the same way as by `shown_offering`. Raises NotFound."""
    organization_id = active_organization_id()
    kept_as = (organization_id, slug, *along)
    offering = _detailed.find(kept_as, now=now)
    if offering is None:
        offering = _with_people_and_prices(_visible(slug)).select_related("organization", *along).first()
        if offering is None:
            raise NotFound()
        _detailed.keep(kept_as, offering, organization_id=organization_id, moment=moment)
    if not _shows(offering, key=key):
        raise NotFound()
    return offering


def filter_offerings(
    queryset: QuerySet[Offering],
    *,
    kind: str = "",
    category: str = "",
    q: str = "",
    tag: str = "",
    instructor: str = "",
    delivery: str = "",
    price_min: int | None = None,
    price_max: int | None = None,
) -> QuerySet[Offering]:
    """Narrow offerings down; empty means any. Prices are minor units and compare with the cheapest active variant.

    Every word of `q` must occur in the name, texts, tags or facilitators' names, whatever its case and accents.
    """
    exact = {"kind": kind, "category": category, "delivery": delivery}
    queryset = queryset.filter(**{name: value for name, value in exact.items() if value})
    if tag:
        queryset = queryset.filter(pk__in=OfferingTag.objects.filter(name=tag).values("offering_id"))
    if instructor:
        links = Facilitator.objects.filter(instructor__slug=instructor, instructor__is_active=True)
        queryset = queryset.filter(pk__in=links.values("offering_id"))
    if price_min is not None or price_max is not None:
        queryset = queryset.annotate(cheapest=Subquery(_cheapest_of(OuterRef("pk"))))
        if price_min is not None:
            queryset = queryset.filter(cheapest__gte=price_min)
        if price_max is not None:
            queryset = queryset.filter(cheapest__lte=price_max)
    words = search_words(q)
    return queryset.filter(pk__in=_holding_words(queryset, words=words)) if words else queryset


def facilitators_of(offering: Offering) -> list[Instructor]:
    """Who holds the sessions, the lead first."""
    if "facilitator_links" in getattr(offering, "_prefetched_objects_cache", {}):
        return [link.instructor for link in offering.facilitator_links.all()]
    return [link.instructor for link in _ordered_links().filter(offering=offering)]


def active_variants(offering: Offering) -> list[Variant]:
    """The price tiers on sale, in the studio's order."""
    if "variants" in getattr(offering, "_prefetched_objects_cache", {}):
        return [variant for variant in offering.variants.all() if variant.is_active]
    return list(_ordered_variants().filter(offering=offering))


def members_with_rights() -> QuerySet[Membership]:
    """Who works for the organization, with what they were lent; in no order."""
    lent = Prefetch("assistances", queryset=Assistance.objects.select_related("instructor", "offering").order_by("pk"))
    return Membership.objects.select_related("user").prefetch_related(lent)


def _with_people_and_prices(offerings: QuerySet[Offering]) -> QuerySet[Offering]:
    return offerings.select_related("policy", "form", "picture").prefetch_related(
        Prefetch("facilitator_links", queryset=_ordered_links()),
        Prefetch("variants", queryset=_ordered_variants()),
    )


def _read_public_variant(slug: str, *, variant: str) -> Variant | None:
    shown = {"slug": slug, "is_active": True, "is_archived": False, "visibility": Visibility.PUBLIC}
    for offering in select_along(Offering, shown, along=["policy"]):
        for found in select(Variant, {"offering": offering.pk, "slug": variant, "is_active": True}):
            found.offering = offering
            return found
    return None


def _ordered_links() -> QuerySet[Facilitator]:
    return Facilitator.objects.select_related("instructor__photo").order_by("position", "pk")


def _ordered_variants() -> QuerySet[Variant]:
    return Variant.objects.filter(is_active=True).order_by("position", "pk")


def _cheapest_of(offering_id: OuterRef) -> QuerySet[Variant]:
    active = Variant.objects.filter(offering_id=offering_id, is_active=True).order_by()
    return active.values("offering_id").annotate(least=Min("price")).values("least")


def _visible(slug: str) -> QuerySet[Offering]:
    """Open to everybody, or to holders of its link."""
    return Offering.objects.filter(slug=slug, is_active=True, is_archived=False, visibility__in=_OPEN)


def _in_order(row: Facilitator | Variant) -> tuple[int, int]:
    return row.position, row.pk


def _shows(offering: Offering, *, key: str | None) -> bool:
    if offering.visibility == Visibility.PUBLIC:
        return True
    stored = hash_token(offering.link_key, purpose="offering-link")
    return is_token(key or "", purpose="offering-link", stored=stored)


def _holding_words(queryset: QuerySet[Offering], *, words: list[str]) -> list[int]:
    """Ids of the offerings whose texts hold all words: neither database folds case and accents in every script."""
    texts: dict[int, list[str]] = {
        pk: parts for pk, *parts in queryset.order_by().values_list("pk", "name", "summary", "description", "category")
    }
    for model, column in ((OfferingTag, "name"), (Facilitator, "instructor__name")):
        for offering_id, text in model.objects.filter(offering__in=texts).values_list("offering_id", column):
            texts[offering_id].append(text)
    return [pk for pk, parts in texts.items() if has_words(words, text="\n".join(parts))]
