"""What changes a price, in the one order in which it is worked out and shown (PAY-8). Plugins come after ours."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext

from booking.core.money import Money
from booking.core.registry import Registry
from booking.people.states import RANKS
from booking.pricing.terms import Change, Discount, PriceContext, Promotion


class Adjustment(Protocol):
    """Works out one change of a price, from what is `so_far`; None where it does not apply. Pure."""

    def change(self, context: PriceContext, *, so_far: Money) -> Change | None: ...


registry: Registry[Adjustment] = Registry("price adjustment")


def _enter(name: str, entry: Adjustment) -> None:
    registry.register(name)(entry)


class _PhaseChange:
    """The phase's price instead of the regular one, for each piece; dearer in a late phase."""

    def change(self, context: PriceContext, *, so_far: Money) -> Change | None:
        if context.phase is None:
            return None
        first = context.lines[0]
        unit = context.phase.unit(first.unit_price) - first.unit_price
        return Change(context.phase.name, unit, first.quantity) if unit else None


class _BestDiscount:
    """Of the discounts of a kind that apply, the one that takes off most; the first of equals."""

    kind = ""

    def applies(self, discount: Discount, context: PriceContext) -> bool:
        raise NotImplementedError

    def change(self, context: PriceContext, *, so_far: Money) -> Change | None:
        found = [d for d in context.discounts if d.kind == self.kind and self.applies(d, context)]
        return _best(found, so_far=so_far)


class _GroupDiscount(_BestDiscount):
    kind = "group"

    def applies(self, discount: Discount, context: PriceContext) -> bool:
        return context.people >= discount.least


class _ConnectionDiscount(_BestDiscount):
    kind = "connection"

    def applies(self, discount: Discount, context: PriceContext) -> bool:
        return RANKS[context.relation] >= RANKS[discount.relation]


class _PackageDiscount(_BestDiscount):
    kind = "package"

    def applies(self, discount: Discount, context: PriceContext) -> bool:
        return context.sessions >= discount.least


class _CouponChange:
    def change(self, context: PriceContext, *, so_far: Money) -> Change | None:
        return _taken_by(context.coupon, so_far=so_far, wording=gettext("Promotion code %(code)s"))


class _ReferralChange:
    def change(self, context: PriceContext, *, so_far: Money) -> Change | None:
        return _taken_by(context.referral, so_far=so_far, wording=gettext("Recommended with %(code)s"))


_enter("phase", _PhaseChange())
_enter("group", _GroupDiscount())
_enter("connection", _ConnectionDiscount())
_enter("package", _PackageDiscount())
_enter("coupon", _CouponChange())
_enter("referral", _ReferralChange())

DISCOUNT_KINDS = ("group", "connection", "package")


def _best(discounts: Iterable[Discount], *, so_far: Money) -> Change | None:
    best = max(discounts, key=lambda discount: discount.terms.of(so_far).minor, default=None)
    return _taken(best.name, best.terms.of(so_far)) if best else None


def _taken_by(promotion: Promotion | None, *, so_far: Money, wording: str) -> Change | None:
    if promotion is None:
        return None
    return _taken(wording % {"code": promotion.code}, promotion.terms.of(so_far))


def _taken(description: str, amount: Money) -> Change | None:
    return Change(description, amount * -1) if amount else None
