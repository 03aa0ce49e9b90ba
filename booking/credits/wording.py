from django.utils.translation import ngettext

from booking.core.money import Money
from booking.credits.states import CREDIT


def amount_label(amount: int, *, unit: str) -> str:
    """ "3 credits", or an amount of money."""
    if unit != CREDIT:
        return str(Money(amount, unit))
    return ngettext("%(count)s credit", "%(count)s credits", amount) % {"count": amount}
