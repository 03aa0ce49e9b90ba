"""The journal of a period: what every account moved, and its postings for whoever does the accounts."""

from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from booking.accounts.authority import Staff
from booking.backoffice.faces import staff_page
from booking.billing.models import Posting
from booking.billing.selectors import balances, journal
from booking.core.clock import now as current_time
from booking.core.errors import Invalid, NotFound
from booking.core.gate import EARLIEST, LATEST
from booking.core.money import Money
from booking.core.private_pages import offer_csv
from booking.core.spreadsheets import write_csv
from booking.core.timezones import local_date
from booking.payments.papers import method_of

_SHOWN = 100
_LONGEST = timedelta(days=731)
_HEADER = ("date", "entry", "text", "order", "debit", "credit", "currency", "amount")


@staff_page("GET", "HEAD", scope="billing:journal")
def show_journal(request: HttpRequest) -> HttpResponse:
    first, last = _period(request)
    postings = journal(first=first, last=last)
    shown = list(postings[: _SHOWN + 1])
    context = {
        "first": first,
        "last": last,
        "balances": [
            (account_label(account), Money(total, currency))
            for (account, currency), total in balances(postings.order_by()).items()
        ],
        "postings": [
            (posting, account_label(posting.debit), account_label(posting.credit)) for posting in shown[:_SHOWN]
        ],
        "has_more": len(shown) > _SHOWN,
        "most": _SHOWN,
    }
    return render(request, "backoffice/journal.html", context)


@staff_page("GET", "HEAD", scope="billing:journal")
def export_journal(request: HttpRequest) -> HttpResponse:
    first, last = _period(request)
    content = write_csv(_HEADER, (_cells(posting) for posting in journal(first=first, last=last).iterator()))
    return offer_csv(content, file_name=f"journal-{first}-{last}.csv")


def account_label(account: str) -> str:
    """In words, as the chart names it."""
    group, _colon, name = account.partition(":")
    labels = {
        "receivables": _("Owed by customers"),
        "revenue": _("Revenue"),
        "refunds_payable": _("Refunds owed"),
        "customer_credit": _("Credit of customers"),
        "fees": _("Fees"),
        "discounts": _("Discounts"),
        "vat": _("VAT %(rate)s%%") % {"rate": name},
        "cash": _("Received by %(method)s") % {"method": method_of(name)},
    }
    return labels[group]


def _period(request: HttpRequest) -> tuple[date, date]:
    """From and to, this year unless they say otherwise. Raises NotFound for whoever keeps no books, Invalid."""
    _only_managers(request.staff)
    today = local_date(current_time(), request.organization.timezone)
    first = _read_day(request.GET.get("from", ""), field="from") or today.replace(month=1, day=1)
    last = _read_day(request.GET.get("to", ""), field="to") or max(today, first)
    if not timedelta(0) <= last - first <= _LONGEST:
        reason = _("a day from the first one on, two years later at most")
        raise Invalid(_("Choose a period of up to two years."), fields={"to": [reason]})
    return first, last


def _read_day(text: str, *, field: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise Invalid(_("Choose a day."), fields={field: [_("a day such as 2027-03-01")]})
    return day


def _only_managers(staff: Staff) -> None:
    if not staff.is_manager:
        raise NotFound()


def _cells(posting: Posting) -> tuple:
    entry = posting.entry
    amount = Decimal(posting.money.amount)
    parties = (posting.debit, posting.credit, posting.currency, amount)
    return entry.booked_on, entry.source, entry.text, entry.order.reference, *parties
