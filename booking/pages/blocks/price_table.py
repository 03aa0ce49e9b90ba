from django.utils.translation import gettext, ngettext
from wagtail import blocks

from booking.core.money import Money
from booking.offerings.models import Variant
from booking.offerings.models.variants import PricePer
from booking.pages.blocks.section import LiveSection
from booking.pages.presentation.addresses import booking_path
from booking.pages.presentation.facts import Landing
from booking.pages.presentation.labels import minutes_label
from booking.pricing.labels import PriceNow


class PriceTableBlock(LiveSection):
    """The variants and their prices, always as they are charged."""

    heading = blocks.CharBlock(max_length=120, default="Prices")
    note = blocks.TextBlock(required=False, max_length=300, rows=2, help_text="For example what is included.")

    def live_context(self, landing: Landing, *, context: dict) -> dict:
        known = zip(landing.variants, landing.prices, strict=True)
        rows = [price_row(variant, price=price, landing=landing) for variant, price in known]
        return {"variants": rows, "tax_note": tax_note(landing)}

    class Meta:
        icon = "list-ul"
        label = "Prices"
        template = "pages/blocks/price_table.html"
        description = "The prices of this offering, read from the catalogue each time the page is shown."
        preview_value = {"heading": "Prices", "note": ""}


def price_row(variant: Variant, *, price: PriceNow, landing: Landing) -> dict:
    """A variant as `components/price_table.html` shows it."""
    is_open = landing.books_slots or landing.has_no_times or bool(landing.sessions)
    return {
        "name": variant.name,
        "description": variant.description,
        "price_label": str(price.price) if price.price else gettext("Free"),
        "phase_label": price.phase_label,
        "regular_label": str(price.regular) if price.price < price.regular else "",
        "note": _note(variant),
        "deposit_label": _due_now(variant, price=price.price),
        "url": booking_path(landing.offering, variant=variant.slug) if is_open else "",
    }


def tax_note(landing: Landing) -> str:
    """One sentence about VAT; empty when everything is free."""
    if not any(each.price for each in landing.prices):
        return ""
    if landing.offering.organization.prices_include_vat:
        return gettext("Prices include VAT.")
    return gettext("VAT is added to these prices.")


def _note(variant: Variant) -> str:
    parts = []
    if variant.sessions > 1:
        parts.append(
            ngettext("%(count)s session", "%(count)s sessions", variant.sessions) % {"count": variant.sessions}
        )
    if variant.length:
        parts.append(minutes_label(variant.length))
    if variant.price_per == PricePer.TERM:
        parts.append(gettext("for the whole term"))
    return ", ".join(parts)


def _due_now(variant: Variant, *, price: Money) -> str:
    due = Money(variant.due_now_minor, variant.currency)
    if variant.due_now_minor == variant.price or price <= due:
        return ""
    if len(variant.plan) > 1:
        return gettext("%(amount)s now, the rest in %(count)s payments") % {
            "amount": due,
            "count": len([step for step in variant.plan if step["due_days"] > 0]),
        }
    return gettext("%(amount)s now, the rest later") % {"amount": due}
