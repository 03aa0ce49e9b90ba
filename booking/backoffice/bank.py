"""Files of the bank: taking them in, and deciding about what they do not say clearly enough (PAY-2)."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from booking.accounts.authority import Staff
from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, Malformed, NotFound
from booking.core.iban import in_fours
from booking.core.private_pages import SeeOther
from booking.core.promises import keep_promise, promise
from booking.notifications.times import describe_start
from booking.payments.bank_selectors import (
    find_match,
    find_payable,
    find_statement,
    matches_of,
    open_transfers,
    payments_like,
    statements,
    undecided,
)
from booking.payments.camt import LONGEST_FILE
from booking.payments.models import BankEntry, BankMatch, BankStatement, Payment
from booking.payments.services import match_by_hand, match_entries, set_aside, take_bank_file
from booking.payments.states import BankStatus
from booking.reservations.models import Booking

_MOST = 100
_MOST_CHOICES = 10
_GROUPS = (BankStatus.UNDECIDED, BankStatus.MATCHED, BankStatus.SET_ASIDE)


@staff_page("GET", "HEAD", "POST", scope="payments:bank")
def show_bank(request: HttpRequest) -> HttpResponse:
    """What is to be decided, what is waited for, and taking in the next file."""
    _only_managers(request.staff)
    refusal = None
    if request.method == "POST":
        try:
            return _take(request)
        except Invalid as error:
            refusal = error
    context = {
        "refusal": refusal,
        "undecided": _entries(undecided()[:_MOST]),
        "transfers": _payments(open_transfers()[: _MOST + 1], zone=request.organization.timezone),
        "most": _MOST,
        "files": [_file(row, zone=request.organization.timezone) for row in statements()[:_MOST_CHOICES]],
    }
    return render(request, "backoffice/bank.html", context, status=refusal.status if refusal else 200)


@staff_page("GET", "HEAD", scope="payments:bank")
def show_file(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of the entries of one file."""
    _only_managers(request.staff)
    statement = find_statement(reference)
    matches = matches_of(statement)
    groups = []
    for status in _GROUPS:
        of_status = matches.filter(status=status)
        groups.append({"status": status, "number": of_status.count(), "entries": _entries(of_status[:_MOST])})
    new = statement.entries.count()
    context = {
        "file": _file(statement, zone=request.organization.timezone),
        "new": new,
        "left": new - sum(group["number"] for group in groups),
        "groups": groups,
    }
    return render(request, "backoffice/bank_file.html", context)


@staff_page("GET", "HEAD", "POST", scope="payments:bank")
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """One entry: what it may be for. POST says it, or sets it aside."""
    _only_managers(request.staff)
    match = find_match(reference)
    refusal = None
    if request.method == "POST":
        try:
            _decide(request, match)
            messages.success(request, _("Done."))
            return SeeOther(reverse("backoffice:bank"))
        except AlmanacError as error:
            refusal, match = error, find_match(reference)
    found, sought = _sought(request.GET.get("find", "").strip()[:60])
    context = {
        "refusal": refusal,
        "entry": next(iter(_entries([match]))),
        "is_open": match.status != BankStatus.MATCHED and match.entry.is_credit and not match.entry.is_reversal,
        "can_set_aside": match.status == BankStatus.UNDECIDED,
        "account": in_fours(match.entry.debtor_account),
        "find": sought,
        "choices": _choices(match, found=found, zone=request.organization.timezone),
        "nothing_found": bool(sought) and found is None,
        "promise": promise([reference, match.status]),
    }
    return render(request, "backoffice/bank_entry.html", context, status=refusal.status if refusal else 200)


def _only_managers(staff: Staff) -> None:
    """Whose money came is for those who keep the books. Raises NotFound."""
    if not staff.is_manager:
        raise NotFound("There is nothing here.")


def _take(request: HttpRequest) -> HttpResponse:
    """Raises Invalid. The first entries are matched at once, the worker goes on with the rest."""
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("Choose the bank's file."), fields={"file": [_("a file that ends with .xml")]})
    by = {"actor": request.staff.actor, "now": current_time()}
    # One byte more than is taken: enough to know that it is too long.
    content = file.read(LONGEST_FILE + 1)
    statement, is_new = take_bank_file(content, name=file.name, organization=request.organization, **by)
    if is_new:
        match_entries(statement, now=by["now"])
        messages.success(request, _("The file has been taken in."))
    else:
        messages.warning(request, _("This file had been taken in before; nothing was booked again."))
    return SeeOther(reverse("backoffice:bank_file", args=[statement.reference]))


def _decide(request: HttpRequest, match: BankMatch) -> None:
    by, what = {"actor": request.staff.actor, "now": current_time()}, request.POST.get("what", "")
    if what == "aside":

        def act() -> None:
            set_aside(match, **by)

    elif what == "match":
        payment = find_payable(request.POST.get("payment", ""))

        def act() -> None:
            match_by_hand(match, payment=payment, **by)

    else:
        raise Malformed(_("The button you pressed is unknown; open the page again."))
    given, shown = request.POST.get("promise", ""), [match.entry.reference, match.status]
    keep_promise(given, "bank", effect=lambda: shown, act=act, now=by["now"])


def _sought(text: str) -> tuple[Payment | None, str]:
    """The payment of a booking, an order or a bank reference that somebody typed."""
    if not text:
        return None, ""
    plain = "".join(text.split()).upper()
    booking = Booking.objects.filter(reference=plain).select_related("order").first()
    try:
        return find_payable(booking.order.reference if booking else plain), text
    except NotFound:
        return None, text


def _choices(match: BankMatch, *, found: Payment | None, zone: str) -> list[dict[str, object]]:
    """What was searched for, what the entry names, and what is waited for of the same amount, of the payer's first."""
    names = set(match.entry.debtor.casefold().split())
    alike = list(payments_like(match.entry)[:_MOST])
    alike.sort(key=lambda payment: names.isdisjoint(payment.order.customer.name.casefold().split()))
    likely = [found, match.payment, *alike[:_MOST_CHOICES]]
    unique = {payment.pk: payment for payment in likely if payment is not None}
    return _payments(list(unique.values()), zone=zone)


def _entries(matches: Iterable[BankMatch]) -> list[dict[str, object]]:
    matches = list(matches)
    bookings = _bookings([match.payment for match in matches if match.payment])
    return [
        {
            "match": match,
            "entry": match.entry,
            "day": date_format(match.entry.booked_on, "j F Y"),
            "who": _who(match.entry),
            "booking": bookings.get(match.payment.order_id) if match.payment else None,
        }
        for match in matches
    ]


def _who(entry: BankEntry) -> str:
    if entry.parts > 1:
        return _("%(number)s payers") % {"number": entry.parts}
    return entry.debtor or _("somebody")


def _payments(payments: Iterable[Payment], *, zone: str) -> list[dict[str, object]]:
    payments = list(payments)
    bookings = _bookings(payments)
    return [
        {
            "payment": payment,
            "name": payment.order.customer.name,
            "since": describe_start(payment.created_at, timezone=zone),
            "booking": bookings.get(payment.order_id),
        }
        for payment in payments
    ]


def _bookings(payments: Iterable[Payment]) -> dict[int, Booking]:
    found = Booking.objects.filter(order__in={payment.order_id for payment in payments}).select_related("offering")
    return {booking.order_id: booking for booking in found}


def _file(statement: BankStatement, *, zone: str) -> dict[str, object]:
    return {"row": statement, "at": describe_start(statement.at, timezone=zone)}
