"""What bookings bring in: by offering, variant, instructor and source, for a period, and as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from booking.analytics.revenue import Share, grouped_by, shares_of, totals_of
from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.gate import EARLIEST, LATEST
from booking.core.money import Money
from booking.core.private_pages import offer_csv
from booking.core.spreadsheets import write_csv
from booking.core.timezones import local_date
from booking.earnings.rules import first_day_after, month_of
from booking.reservations.authority import bookings_of

_HEADER = (
    "Offering",
    "Variant",
    "Instructor",
    "Source",
    "Bookings",
    "Net",
    "Gross",
    "Received",
    "Refunded",
    "Currency",
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, the last included."""

    first: date
    last: date


@staff_page("GET", "HEAD", scope="revenue:read")
def show_revenue(request: HttpRequest) -> HttpResponse:
    """This month unless another period is asked for; instructors see what they hold."""
    period = _asked_period(request.GET, request=request)
    shares = _shares(request, period)
    titles = {
        "offering": _("By offering"),
        "tier": _("By variant"),
        "instructor": _("By instructor"),
        "source": _("By source"),
    }
    groups = [(title, _named(grouped_by(shares, of=of), of=of)) for of, title in titles.items()]
    context = {"period": period, "groups": groups if shares else [], "totals": totals_of(shares)}
    return render(request, "backoffice/revenue.html", context)


@staff_page("GET", "HEAD", scope="revenue:read")
def download_revenue(request: HttpRequest) -> HttpResponse:
    """The same as a file, a line for each combination."""
    period = _asked_period(request.GET, request=request)
    rows = [_row(share) for share in _shares(request, period)]
    return offer_csv(write_csv(_HEADER, rows), file_name=f"revenue-{period.first}-{period.last}.csv")


def _row(share: Share) -> list[str | int | Decimal]:
    revenue = share.revenue
    sums: list[Money] = [revenue.net_money, revenue.gross_money, revenue.received_money, revenue.refunded_money]
    names = [share.offering, share.variant, share.instructor, share.source]
    return [*names, revenue.bookings, *(Decimal(money.amount) for money in sums), revenue.currency]


def _shares(request: HttpRequest, period: Period) -> list[Share]:
    reach = bookings_of(request.staff)
    return shares_of(reach, first=period.first, last=period.last, timezone=request.organization.timezone)


def _named(groups: list, *, of: str) -> list[tuple[str, object]]:
    sources = {
        "page": _("Page"),
        "widget": _("Widget"),
        "api": _("API"),
        "staff": _("Staff"),
        "campaign": _("Campaign"),
    }
    others = {"": _("No session chosen yet")} if of == "instructor" else sources if of == "source" else {}
    return [(others.get(name, name), revenue) for name, revenue in groups]


def _asked_period(form: Mapping[str, str], *, request: HttpRequest) -> Period:
    """What is no period is taken for this month."""
    first, last = (_day(form.get(name, "")) for name in ("from", "to"))
    if first and last and first <= last:
        return Period(first, last)
    today = local_date(current_time(), request.organization.timezone)
    return Period(today.replace(day=1), date.fromordinal(first_day_after(month_of(today)).toordinal() - 1))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
