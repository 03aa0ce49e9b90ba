"""Earnings in words, in the language that is active."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.core.money import Money
from booking.earnings.models import Earning
from booking.earnings.rules import Pay, PayKind


def month_label(month: str) -> str:
    """ "January 2027" for "2027-01"."""
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")


def what_label(row: Earning) -> str:
    """What it is for: the offering, or the month."""
    name = row.offering.name if row.offering else ""
    if row.session_id:
        return name
    return _("For the month: %(offering)s") % {"offering": name} if name else _("For the month")


def how_label(row: Earning) -> str:
    """How it came about: "3 people, 50 % of CHF 77.71 net"; empty for a month."""
    if row.session_id is None:
        return ""
    pay = Pay.from_json(row.pay)
    said = ngettext("%(count)s person", "%(count)s people", row.heads) % {"count": row.heads}
    if pay.kind == PayKind.PERCENTAGE:
        of = {"percent": f"{pay.percent.normalize():f}", "net": Money(row.net, row.currency)}
        said = f"{said}, {_('%(percent)s %% of %(net)s net') % of}"
    return said if row.is_first else _("Correction: %(how)s by now") % {"how": said}
