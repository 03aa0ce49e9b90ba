"""What instructors are owed, month by month: lines, totals, a file to take along, and closing a month."""

import re
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, NotAllowed
from booking.core.gate import EARLIEST, LATEST
from booking.core.money import Money
from booking.core.private_pages import SeeOther, offer_csv, offer_pdf
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.core.spreadsheets import write_csv
from booking.core.timezones import local_date
from booking.earnings.paper import statement_pdf
from booking.earnings.rules import month_of, neighbours_of
from booking.earnings.selectors import (
    Account,
    closed_accounts,
    earners_of,
    has_terms,
    open_accounts,
    statement_for_staff,
    totals_of,
)
from booking.earnings.services import close_month, is_over
from booking.earnings.wording import how_label, month_label, what_label

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@staff_page("GET", "HEAD", scope="earnings:read")
def show_earnings(request: HttpRequest) -> HttpResponse:
    """The month that is asked for, this one by default; managers see everybody's, instructors their own."""
    month, now = _asked_month(request), current_time()
    accounts = _accounts(request, month)
    before, after = neighbours_of(month)
    context = {
        "month": month,
        "title": month_label(month),
        "before": before,
        "after": after,
        "accounts": [_shown(account) for account in accounts],
        "totals": totals_of(accounts),
        "sessions": len({row.session_id for account in accounts for row in account.earnings if row.session_id}),
        "is_manager": request.staff.is_manager,
        "has_terms": has_terms(),
        "can_close": request.staff.is_manager
        and is_over(request.organization, month=month, now=now)
        and any(account.statement is None for account in accounts),
    }
    return render(request, "backoffice/earnings.html", context)


@staff_page("GET", "HEAD", scope="earnings:read")
def download_earnings(request: HttpRequest) -> HttpResponse:
    """The same as a file, a line per earning."""
    month = _asked_month(request)
    header = ["Month", "Instructor", "Day", "Offering", "Session", "Terms", "People", "Net", "Amount", "Currency"]
    rows = [
        [
            month,
            account.instructor.name,
            row.day,
            row.offering.name if row.offering else "",
            row.session.reference if row.session else "",
            row.pay["kind"],
            row.heads,
            Decimal(Money(row.net, row.currency).amount),
            Decimal(row.money.amount),
            row.currency,
            account.statement.reference if account.statement else "",
        ]
        for account in _accounts(request, month)
        for row in account.earnings
    ]
    return offer_csv(write_csv([*header, "Statement"], rows), file_name=f"earnings-{month}.csv")


@staff_page("GET", "HEAD", scope="earnings:read")
def download_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """A statement as PDF, for managers and for whom it is about."""
    account = statement_for_staff(reference, staff=request.staff)
    content = statement_pdf(account, organization=request.organization)
    return offer_pdf(content, file_name=f"statement-{account.statement.reference}.pdf")


@staff_page("GET", "HEAD", "POST", scope="earnings:close")
def close_earnings(request: HttpRequest) -> HttpResponse:
    """GET shows the statements that closing the month would make; POST makes them."""
    if not request.staff.is_manager:
        raise NotAllowed(_("Only the studio's owners and admins close a month."))
    month, now, refusal = _asked_month(request), current_time(), None
    if request.method == "POST":
        try:
            _close(request, month=month, now=now)
            messages.success(request, _("%(month)s is closed.") % {"month": month_label(month)})
            return SeeOther(f"{reverse('backoffice:earnings')}?month={month}")
        except (NotAllowed, Outdated) as error:
            refusal = error
    return _effect_page(request, month=month, refusal=refusal, now=now)


def _close(request: HttpRequest, *, month: str, now: datetime) -> None:
    keep_promise(
        request.POST.get("promise", ""),
        "close_month",
        effect=lambda: _effect(month, open_accounts(month, of=earners_of(request.staff))),
        act=lambda: _closed_with(request, month=month, now=now),
        now=now,
    )


def _closed_with(request: HttpRequest, *, month: str, now: datetime) -> None:
    close_month(request.organization, month=month, actor=request.staff.actor, now=now)


def _effect(month: str, accounts: list[Account]) -> Effect:
    """Whose statement says how much, and of how many lines."""
    said = [(account.instructor.slug, str(account.total), len(account.earnings)) for account in accounts]
    return [month, *(part for each in said for part in each)]


def _effect_page(request: HttpRequest, *, month: str, refusal: AlmanacError | None, now: datetime) -> HttpResponse:
    accounts = open_accounts(month, of=earners_of(request.staff))
    context = {
        "month": month,
        "title": month_label(month),
        "accounts": accounts,
        "totals": totals_of(accounts),
        "is_over": is_over(request.organization, month=month, now=now),
        "promise": promise(_effect(month, accounts)),
        "refusal": refusal,
    }
    return render(request, "backoffice/earnings_close.html", context, status=refusal.status if refusal else 200)


def _accounts(request: HttpRequest, month: str) -> list[Account]:
    earners = earners_of(request.staff)
    return [*closed_accounts(month, of=earners), *open_accounts(month, of=earners)]


def _asked_month(request: HttpRequest) -> str:
    """What is no month is taken for none."""
    text = (request.POST if request.method == "POST" else request.GET).get("month", "")
    if _MONTH.fullmatch(text) and month_of(EARLIEST) < text < month_of(LATEST):
        return text
    return month_of(local_date(current_time(), request.organization.timezone))


def _shown(account: Account) -> dict[str, object]:
    """With its lines in words, the name of a month for what is paid by the month."""
    lines = [
        {
            "row": row,
            "day": date_format(row.day, "D j M") if row.session_id else "",
            "what": what_label(row),
            "how": how_label(row),
        }
        for row in account.earnings
    ]
    return {"account": account, "lines": lines, "count": len(lines)}
