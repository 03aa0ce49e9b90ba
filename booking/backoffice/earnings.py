"""What instructors are owed, month by month: lines, totals, a file to take along, and closing a month."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.backoffice.faces import staff_page
from booking.backoffice.files import download_of
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, NotAllowed
from booking.core.gate import EARLIEST, LATEST
from booking.core.money import Money
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.core.spreadsheets import write_csv
from booking.core.timezones import local_date
from booking.earnings.models import Earning
from booking.earnings.rules import Pay, PayKind, month_of, neighbours_of
from booking.earnings.selectors import Account, closed_accounts, earners_of, has_terms, open_accounts, totals_of
from booking.earnings.services import close_month, is_over

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
    return download_of(write_csv([*header, "Statement"], rows), name=f"earnings-{month}.csv")


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


def month_label(month: str) -> str:
    """ "January 2027"."""
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")


def _shown(account: Account) -> dict[str, object]:
    seen: set[int | None] = set()
    lines = []
    for row in account.earnings:
        lines.append(_line(row, is_again=row.session_id in seen))
        seen.add(row.session_id)
    return {"account": account, "lines": lines, "count": len(lines)}


def _line(row: Earning, *, is_again: bool) -> dict[str, object]:
    if row.session is None:
        return {"row": row, "day": month_label(month_of(row.day)), "what": _("For the month"), "how": _name(row)}
    what, how = _name(row), _how(row)
    is_correction = is_again or not row.source.endswith(":1")
    return {
        "row": row,
        "day": date_format(row.day, "D j M"),
        "what": what,
        "how": _("Correction: %(how)s by now") % {"how": how} if is_correction else how,
    }


def _name(row: Earning) -> str:
    return row.offering.name if row.offering else ""


def _how(row: Earning) -> str:
    pay, people = Pay.from_json(row.pay), ngettext("%(count)s person", "%(count)s people", row.heads)
    said = people % {"count": row.heads}
    if pay.kind == PayKind.PERCENTAGE:
        net = Money(row.net, row.currency)
        share = _("%(percent)s %% of %(net)s net") % {"percent": f"{pay.percent.normalize():f}", "net": net}
        return f"{said}, {share}"
    return said
