"""Ways to pay with what somebody has in store: the credits that a price tier asks for, and a balance in money."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from booking.billing.models import Order
from booking.core.money import round_half_up
from booking.credits.states import CREDIT
from booking.offerings.models import Offering, Variant
from booking.payments.providers import PaymentProvider, registry


@dataclass(frozen=True, slots=True)
class Cost:
    """How much of which unit pays for how much of an order, in minor units of its currency."""

    unit: str
    units: int
    worth: int


class Prepaid(PaymentProvider):
    """Paid on confirming, from the wallet whose code is given. What it does not cover is paid in another way."""

    is_prepaid = True
    is_by_hand = False
    pays = "total"

    def is_taken(self, variant: Variant, *, offering: Offering) -> bool:
        """Whether the price tier can be paid with it."""
        raise NotImplementedError

    def describe(self, variant: Variant) -> str:
        """What it comes to, for one."""
        return self.description

    def unit(self, order: Order) -> str:
        """What of a wallet it uses."""
        raise NotImplementedError

    def cost(self, order: Order, *, variant: Variant, left: int) -> Cost:
        """What it uses of a wallet with so much left; may be more than that."""
        raise NotImplementedError


@registry.register("credits")
class Credits(Prepaid):
    name = "credits"
    label = "Credits"
    description = "You use credits that you have bought or received."

    def is_taken(self, variant, *, offering):
        return variant.credit_price is not None

    def describe(self, variant):
        price, most = variant.credit_price, variant.credits_most or variant.credit_price
        asked = ngettext("%(count)s credit", "%(count)s credits", most) % {"count": most}
        if most < price:
            return gettext("%(credits)s each, and the rest in money.") % {"credits": asked}
        return gettext("%(credits)s each.") % {"credits": asked}

    def unit(self, order):
        return CREDIT

    def cost(self, order, *, variant, left):
        pieces = min(order.lines.all(), key=lambda line: line.position).quantity
        price, most = variant.credit_price, variant.credits_most or variant.credit_price
        return Cost(CREDIT, most * pieces, max(1, round_half_up(Decimal(order.total) * most / price)))


@registry.register("wallet")
class Balance(Prepaid):
    name = "wallet"
    label = "Balance"
    description = "You use a voucher or a balance that you have with us."

    def is_taken(self, variant, *, offering):
        return self.name in offering.payment_methods

    def unit(self, order):
        return order.currency

    def cost(self, order, *, variant, left):
        amount = min(order.total, max(left, 1))
        return Cost(order.currency, amount, amount)


def prepaid_provider(name: str) -> Prepaid | None:
    """The provider of this name if it pays from a wallet."""
    kind = registry.get(name) if name in registry else None
    return kind() if kind and issubclass(kind, Prepaid) else None


def prepaid_ways(variant: Variant, *, offering: Offering) -> list[Prepaid]:
    """Those that a price tier takes, each saying what it comes to."""
    found = [kind() for _name, kind in registry if issubclass(kind, Prepaid)]
    taken = [provider for provider in found if provider.is_taken(variant, offering=offering)]
    for provider in taken:
        provider.description = provider.describe(variant)
    return taken
