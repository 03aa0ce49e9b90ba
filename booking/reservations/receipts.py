"""Prices and rules as people read them: the rows of a money table, and a policy in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from booking.billing.models import Order, OrderLine
from booking.core.money import Money
from booking.core.rows import select_along
from booking.pricing.rules import Quote


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    quantity: int | str
    amount: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What `components/money_table.html` shows. `due_now` and `due_later` are empty when all is due at once."""

    lines: list[Line]
    taxes: list[Tax]
    total: str
    due_now: str = ""
    due_later: str = ""
    has_price: bool = field(default=True)


def receipt_for_quote(quote: Quote) -> Receipt:
    lines = [_line(line.description, line.quantity, line.total) for line in quote.lines + quote.adjustments]
    taxes = [Tax(_tax_label(rate, included=quote.tax_included), str(tax)) for rate, tax in quote.taxes]
    return _receipt(lines, taxes=taxes, total=quote.total, due_now=quote.due_now)


def receipt_for_order(order: Order) -> Receipt:
    """As it was agreed, whatever prices and rates have become since."""
    rows = sorted(select_along(OrderLine, {"order": order.pk}, along=[]), key=lambda row: row.position)
    lines = [_line(row.description, row.quantity, Money(row.total, order.currency)) for row in rows]
    sums: dict[Decimal, int] = {}
    for row in rows:
        if row.tax_rate:
            sums[row.tax_rate] = sums.get(row.tax_rate, 0) + row.tax
    taxes = [
        Tax(_tax_label(rate, included=order.tax_included), str(Money(tax, order.currency)))
        for rate, tax in sorted(sums.items())
    ]
    due_now = Money(order.due_now, order.currency)
    return _receipt(lines, taxes=taxes, total=order.total_money, due_now=due_now)


def _line(description: str, quantity: int, total: Money) -> Line:
    """What is taken off is told with a real minus, and counted only where it is so much for each."""
    if total.minor >= 0:
        return Line(description, quantity, str(total))
    return Line(description, quantity if quantity > 1 else "", str(total).replace("-", "\N{MINUS SIGN}"))


def policy_sentences(policy: Mapping[str, object], *, currency: str) -> list[str]:
    """What cancelling costs under a policy copied into a booking; see reservations.rules.preview_cancellation."""
    until, fee = policy.get("cancel_until_hours", 0), Money(policy.get("late_cancel_fee", 0), currency)
    tiers = sorted(policy.get("refund_tiers", []), key=lambda tier: -tier["until_hours"])
    if tiers:
        sentences = [
            gettext("Cancelled %(notice)s before the start or earlier: %(percent)s%% of what you paid is refunded.")
            % {"notice": notice_label(tier["until_hours"]), "percent": tier["percent"]}
            for tier in tiers
        ]
        sentences.append(gettext("Cancelled later: nothing is refunded."))
    elif until:
        sentences = [
            gettext("You can cancel free of charge until %(notice)s before the start.")
            % {"notice": notice_label(until)},
            gettext("Cancelled later: nothing is refunded."),
        ]
    else:
        sentences = [gettext("You can cancel free of charge until it starts.")]
    if fee and until:
        sentences.append(
            gettext("Within %(notice)s before the start, cancelling costs %(fee)s.")
            % {"notice": notice_label(until), "fee": fee}
        )
    absence = Money(policy.get("no_show_fee", 0), currency)
    if absence:
        sentences.append(gettext("Not coming without a word costs %(fee)s.") % {"fee": absence})
    often = policy.get("leniency_per_month", 0)
    if often and ((fee and until) or absence):
        sentence = ngettext("Once a month no fee is asked for.", "%(count)s times a month no fee is asked for.", often)
        sentences.append(sentence % {"count": often})
    return sentences


def notice_label(hours: int) -> str:
    """ "24 hours", "7 days"."""
    if hours >= 48 and hours % 24 == 0:
        return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def _receipt(lines: list[Line], *, taxes: list[Tax], total: Money, due_now: Money) -> Receipt:
    in_parts = due_now < total
    return Receipt(
        lines=lines,
        taxes=taxes if total else [],
        total=str(total) if total else gettext("Free"),
        due_now=str(due_now) if in_parts else "",
        due_later=str(total - due_now) if in_parts else "",
        has_price=bool(total),
    )


def _tax_label(rate: Decimal, *, included: bool) -> str:
    text = gettext("VAT %(rate)s%% included") if included else gettext("VAT %(rate)s%%")
    return text % {"rate": f"{rate.normalize():f}"}
