"""One booking as the staff see it, and what they note about it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.backoffice.fees import fee_line
from booking.backoffice.refunds import money_lines
from booking.core.clock import now as current_time
from booking.core.errors import Invalid
from booking.core.private_pages import SeeOther, offer_pdf
from booking.core.promises import keep_promise, promise
from booking.notifications.times import describe_start, describe_time
from booking.offerings.models.variants import WHOLE
from booking.payments.overview import overview_of
from booking.payments.papers import papers_about, print_paper
from booking.payments.selectors import payments_of
from booking.reservations.authority import booking_for_staff
from booking.reservations.changing import STANDING, modifications_of
from booking.reservations.models import Booking
from booking.reservations.receipts import receipt_for_order
from booking.reservations.selectors import GONE, fees_of, preview_cancel, seats_of, waivable
from booking.reservations.services import note_for_participant, note_for_staff
from booking.reservations.shares import seats_to_come

_AUDIENCES = {"staff": note_for_staff, "participant": note_for_participant}
_LONGEST_NOTE = 2000


@staff_page("GET", "HEAD", scope="bookings:read")
def show_booking(request: HttpRequest, reference: str) -> HttpResponse:
    booking = booking_for_staff(reference, staff=request.staff)
    zone, now = request.organization.timezone, current_time()
    seats = seats_of(booking)
    coming = {seat.session_id for seat in seats_to_come(seats, now=now)}
    fees = fees_of(booking)
    context = {
        "booking": booking,
        "receipt": receipt_for_order(booking.order),
        "paying": overview_of(booking.order, payments=payments_of(booking.order), organization=request.organization),
        "papers": papers_about(booking.reference, organization=request.organization),
        "seats": [
            {
                "time": describe_time(seat.session.starts_at, seat.session.ends_at, timezone=zone),
                "status": seat.get_status_display(),
                "is_kept": seat.status not in GONE,
                "is_coming": seat.status not in GONE and seat.session_id in coming,
                "session": seat.session,
                "number": seat.number,
            }
            for seat in seats
        ],
        "can_move": booking.status in STANDING and bool(coming),
        "can_cancel": preview_cancel(booking, now=now).allowed,
        "is_in_parts": len(coming) > 1 and booking.variant.scope not in WHOLE,
        "guests": list(booking.guests.order_by("number")),
        "changes": _changes(booking, zone=zone),
        "fees": [fee_line(fee, zone=zone) for fee in fees],
        "can_waive": bool(waivable(fees, now=now)),
        "notes": _notes(booking, zone=zone),
        "promise": promise([booking.reference]),
        "money": money_lines(booking, staff=request.staff),
        "now": now,
    }
    return render(request, "backoffice/booking.html", context)


@staff_page("GET", "HEAD", scope="bookings:read")
def show_paper(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """An invoice, a credit note or a receipt, as the customer has it."""
    booking = booking_for_staff(reference, staff=request.staff)
    paper, content = print_paper(booking.reference, number=number, organization=request.organization)
    return offer_pdf(content, file_name=paper.file_name)


@staff_page("POST", scope="bookings:note")
def add_note(request: HttpRequest, reference: str) -> HttpResponse:
    """Note something for the staff, or for whoever booked."""
    booking, now = booking_for_staff(reference, staff=request.staff), current_time()
    write = _AUDIENCES.get(request.POST.get("audience", ""))
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if write is None or not 1 <= len(text) <= _LONGEST_NOTE:
        reason = _("Write 1 to %(most)s characters, and say who reads it.") % {"most": _LONGEST_NOTE}
        raise Invalid(_("This note cannot be kept."), fields={"text": [reason]})
    by = {"text": text, "actor": request.staff.actor, "now": now}
    keep_promise(
        request.POST.get("promise", ""),
        "note",
        effect=lambda: [booking.reference],
        act=lambda: write(booking, **by),
        now=now,
    )
    return SeeOther(f"{reverse('backoffice:booking', args=[reference])}#notes")


def _notes(booking: Booking, *, zone: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """By whom they are for, the oldest first."""

    def shown(rows) -> list[tuple[str, str]]:
        return [(row.text, describe_start(row.at, timezone=zone)) for row in rows.order_by("at", "pk")]

    return [
        (_("For the staff alone"), shown(booking.staff_notes)),
        (_("For whoever booked"), shown(booking.participant_notes)),
    ]


def _changes(booking: Booking, *, zone: str) -> list[dict[str, object]]:
    return [
        {
            "label": change.get_kind_display(),
            "at": describe_start(change.at, timezone=zone),
            "reason": change.reason,
            "before": [_start(entry, zone=zone) for entry in change.changes["from"]],
            "after": [_start(entry, zone=zone) for entry in change.changes["to"]],
            "money": change.changes.get("money", {}),
        }
        for change in modifications_of(booking)
    ]


def _start(entry: dict[str, str], *, zone: str) -> str:
    return describe_start(datetime.fromisoformat(entry["start"]), timezone=zone)
