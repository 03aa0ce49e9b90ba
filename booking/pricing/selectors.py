from booking.core.money import Money
from booking.offerings.models import Variant
from booking.pricing.rules import Quote, make_quote, price_line


def quote_for(variant: Variant, *, quantity: int = 1) -> Quote:
    """What `quantity` of a variant cost, at the price, tax rate and wording of this moment."""
    tax_included = variant.organization.prices_include_vat
    line = price_line(
        f"{variant.offering.name}: {variant.name}",
        quantity=quantity,
        unit_price=variant.price_money,
        tax_rate=variant.vat_rate,
        tax_included=tax_included,
    )
    in_parts = variant.due_now_minor != variant.price
    due_now = Money(variant.due_now_minor, variant.currency) * quantity if in_parts else None
    return make_quote([line], tax_included=tax_included, due_now=due_now)
