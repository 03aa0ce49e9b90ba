"""The price once more, in plain Decimals and as one long calculation, to hold the product's against."""

from decimal import ROUND_HALF_UP, Decimal

from booking.pricing.terms import PriceContext

_RANK = ["none", "requested", "connected", "vip"]


def whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def tax_of(amount: Decimal, rate: Decimal, *, included: bool) -> Decimal:
    return whole(amount * rate / (100 + rate)) if included else whole(amount * rate / 100)


def oracle(context: PriceContext) -> tuple[list[int], int, int]:
    """What each adjustment changes, the tax in all and the total; for one rate of tax."""
    (line,) = context.lines
    left = start = Decimal(line.unit_price.minor) * line.quantity
    changes = []
    if context.phase:
        phase = context.phase
        each = Decimal(phase.price) if phase.price is not None else line.unit_price.minor - _part(phase, line)
        left = each * line.quantity
        changes.append(left - start)
    for kind in ("group", "connection", "package"):
        best = max((_taken(d.terms, left) for d in context.discounts if _holds(d, kind, context)), default=Decimal(0))
        left -= best
        changes.append(-best)
    for code in (context.coupon, context.referral):
        taken = _taken(code.terms, left) if code else Decimal(0)
        left -= taken
        changes.append(-taken)
    tax = tax_of(left, line.tax_rate, included=context.tax_included)
    total = left if context.tax_included else left + tax
    return [int(change) for change in changes if change], int(tax), int(total)


def _part(phase, line) -> Decimal:
    return whole(Decimal(line.unit_price.minor) * phase.percent / 100)


def _taken(terms, left: Decimal) -> Decimal:
    if terms.percent is not None:
        return whole(left * terms.percent / 100)
    return min(Decimal(terms.amount), left)


def _holds(discount, kind: str, context: PriceContext) -> bool:
    if discount.kind != kind:
        return False
    if kind == "connection":
        return _RANK.index(context.relation) >= _RANK.index(discount.relation)
    return (context.people if kind == "group" else context.sessions) >= discount.least
