from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from booking.core.money import Money, round_half_up
from booking.offerings.models.offerings import PriceFrom
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.people.states import RANKS, Relation
from booking.pricing.codes import check_minimum, check_person, find_code
from booking.pricing.models import Coupon, Referral, Use
from booking.pricing.phases import phase_of, places_left_in
from booking.pricing.rules import Quote, price_line, quote
from booking.pricing.sales import Sale
from booking.pricing.terms import Claim, Discount, Phase, PriceContext, Promotion, QuoteLine, Terms


def quote_for(sale: Sale) -> Quote:
    """What a purchase costs, at the prices, tax rates and wording of this moment.

    A plain one asks the database nothing. Raises CodeRefused for a code that does not hold.
    """
    context = _context(sale)
    found = quote(context)
    claims = _phase_claims(context.phase, sale)
    if sale.code:
        code = find_code(sale)
        if isinstance(code, Coupon):
            check_minimum(code, so_far=_so_far(found))
        if sale.email:
            check_person(code, sale)
        found = quote(_with_code(context, code))
        claims = (*claims, Claim("coupon" if isinstance(code, Coupon) else "referral", code.key))
    return replace(found, claims=claims) if claims else found


def code_used(purchase: str) -> str:
    """The code that the purchase of this reference was made with; empty without one. One query."""
    names = ("coupon__code", "referral__code")
    uses = Use.objects.filter(purchase=purchase, phase=None).order_by("pk")
    return next((coupon or referral for coupon, referral in uses.values_list(*names)), "")


def rate_price(sale: Sale) -> Money | None:
    """What a session costs one person where the hourly rate of the one chosen, or of the lead, makes the price.

    None where the variant's own price counts: because the offering says so, or because nobody said a rate.
    """
    if sale.offering.price_from != PriceFrom.RATE:
        return None
    person = sale.instructor or next(iter(facilitators_of(sale.offering)), None)
    hourly = _hourly(person, is_alone=sale.offering.capacity == 1) if person else None
    if hourly is None:
        return None
    return Money(round_half_up(Decimal(hourly * sale.minutes) / 60), sale.variant.currency)


def _context(sale: Sale) -> PriceContext:
    variant = sale.variant
    in_parts = variant.due_now_minor != variant.price
    return PriceContext(
        lines=(_base_line(sale),),
        tax_included=variant.organization.prices_include_vat,
        due_now=Money(variant.due_now_minor, variant.currency) * sale.pieces if in_parts else None,
        people=sale.people,
        sessions=sale.sessions,
        relation=_relation(sale) if sale.viewer.relations else Relation.NONE,
        phase=_phase(sale) if variant.phases else None,
        discounts=tuple(map(_discount, sale.offering.discounts)),
    )


def _base_line(sale: Sale) -> QuoteLine:
    """The variant's price for each piece; or the rate for the length, for each person in each session."""
    variant, by_rate = sale.variant, rate_price(sale)
    return price_line(
        f"{sale.offering.name}: {variant.name}",
        quantity=sale.pieces if by_rate is None else sale.people * sale.sessions,
        unit_price=variant.price_money if by_rate is None else by_rate,
        tax_rate=variant.vat_rate,
        tax_included=variant.organization.prices_include_vat,
    )


def _hourly(person: Instructor, *, is_alone: bool) -> int | None:
    return person.hourly_one_to_one if is_alone else person.hourly_group


def _relation(sale: Sale) -> Relation:
    """The best that was proven to the one chosen, or to anybody who holds it."""
    people = [sale.instructor] if sale.instructor else facilitators_of(sale.offering)
    return max(map(sale.viewer.proven_to, people), key=RANKS.__getitem__, default=Relation.NONE)


def _phase(sale: Sale) -> Phase | None:
    left = places_left_in([sale.variant])
    return phase_of(sale.variant, today=sale.today, wanted=sale.people, left=left)


def _phase_claims(phase: Phase | None, sale: Sale) -> tuple[Claim, ...]:
    return (Claim("phase", phase.name, sale.people),) if phase and phase.places is not None else ()


def _with_code(context: PriceContext, code: Coupon | Referral) -> PriceContext:
    promotion = Promotion(code.code, code.terms)
    return replace(context, **{"coupon" if isinstance(code, Coupon) else "referral": promotion})


def _so_far(found: Quote) -> Money:
    amounts = [line.total.minor for line in found.lines + found.adjustments]
    return Money(sum(amounts), found.total.currency)


def _discount(stored: Mapping[str, object]) -> Discount:
    percent = stored["percent"]
    return Discount(
        kind=stored["kind"],
        name=stored["name"],
        terms=Terms(None if percent is None else Decimal(percent), stored["amount"]),
        least=stored["from"] or 1,
        relation=Relation(stored["relation"] or Relation.CONNECTED),
    )
