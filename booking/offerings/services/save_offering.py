from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal

from booking.core.money import Money
from booking.core.transactions import transactional
from booking.offerings.models import Facilitator, Offering, OfferingTag, Variant
from booking.offerings.models.variants import PricePer
from booking.people.models import Instructor


@dataclass(frozen=True, slots=True)
class Tier:
    """A price tier to be: amounts are minor units of the price's currency, `length` minutes, `vat_rate` per cent."""

    slug: str
    name: str
    price: Money
    vat_rate: Decimal
    scope: str
    description: str = ""
    deposit: int | None = None
    rest_due_days: int | None = None
    plan: list[dict[str, int]] = field(default_factory=list)
    phases: list[dict[str, object]] = field(default_factory=list)
    sessions: int = 1
    cadence: str = ""
    repeat: dict[str, object] = field(default_factory=dict)
    price_per: str = PricePer.LESSON
    valid_days: int | None = None
    credits: int = 0
    credit_price: int | None = None
    credits_most: int | None = None
    length: int | None = None
    participant_type: str = ""

    def columns(self) -> dict[str, object]:
        """Values for Variant's columns."""
        values = {column.name: getattr(self, column.name) for column in fields(self) if column.name != "price"}
        return {**values, "price": self.price.minor, "currency": self.price.currency, "is_active": True}


@transactional
def save_offering(
    slug: str,
    *,
    details: Mapping[str, object],
    facilitators: Iterable[Instructor] = (),
    tags: Iterable[str] = (),
    tiers: Iterable[Tier] = (),
) -> Offering:
    """Make an offering, or change it and take it off the archive. `details` are its columns.

    The first facilitator leads. A tier that is no longer named is taken off sale, because bookings may point at it.
    Raises FieldDoesNotExist for a name that is no column, ValidationError for values that do not fit.
    """
    found = Offering.objects.filter(slug=slug).first()
    offering = found or Offering(slug=slug)
    offering.is_archived = False
    for name, value in details.items():
        setattr(offering, Offering._meta.get_field(name).name, value)
    offering.clean_fields(exclude=["organization", "policy", "form", "picture"])
    offering.save()
    if found is not None:
        offering.facilitator_links.all().delete()
        offering.tag_rows.all().delete()
    Facilitator.objects.bulk_create(
        Facilitator(offering=offering, instructor=instructor, position=position)
        for position, instructor in enumerate(facilitators)
    )
    OfferingTag.objects.bulk_create(OfferingTag(offering=offering, name=name) for name in tags)
    _save_tiers(offering, tiers=list(tiers), is_new=found is None)
    return offering


def _save_tiers(offering: Offering, *, tiers: list[Tier], is_new: bool) -> None:
    known = {} if is_new else {variant.slug: variant for variant in offering.variants.all()}
    fresh = []
    for position, tier in enumerate(tiers):
        variant = known.pop(tier.slug, None)
        values = {**tier.columns(), "position": position}
        if variant is None:
            fresh.append(Variant(offering=offering, **values))
            continue
        for name, value in values.items():
            setattr(variant, name, value)
        variant.save()
    Variant.objects.bulk_create(fresh)
    offering.variants.filter(pk__in=[variant.pk for variant in known.values()]).update(is_active=False)
