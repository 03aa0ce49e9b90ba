"""Requests: who waits for an answer, and answering."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import Invalid, SlotTaken
from booking.core.gate import read_instant
from booking.core.timezones import wall_clock
from booking.core.wording import clock_label
from booking.intake.selectors import read_answers
from booking.notifications.times import describe_start, describe_time
from booking.reservations.alternatives import free_for_request
from booking.reservations.asking import BY_DEADLINE, messages_of, proposals_of, waiting_requests
from booking.reservations.authority import booking_for_staff
from booking.reservations.foresight import foresee_approval
from booking.reservations.models import Booking, Proposal
from booking.reservations.receipts import receipt_for_order
from booking.reservations.selectors import kept_sessions_of, seats_of
from booking.reservations.services import (
    accept_proposal,
    approve_booking,
    decline_booking,
    decline_proposals,
    propose_times,
    write_message,
)
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.states import BookingStatus, ProposalStatus, Side

_MOST = 100
_MOST_WORDS = 500
_MOST_LETTERS = 2000


@staff_page("GET", "HEAD", scope="bookings:read")
def list_requests(request: HttpRequest) -> HttpResponse:
    now, zone = current_time(), request.organization.timezone
    rows = list(waiting_requests(request.staff).filter(hold_expires_at__gt=now).order_by(*BY_DEADLINE)[: _MOST + 1])
    context = {
        "requests": [_row(booking, zone=zone) for booking in rows[:_MOST]],
        "has_more": len(rows) > _MOST,
        "timezone": zone,
    }
    return render(request, "backoffice/requests.html", context)


@staff_page("GET", "HEAD", "POST", scope="bookings:answer")
def answer_request(request: HttpRequest, reference: str) -> HttpResponse:
    """GET shows what is asked for, POST answers it."""
    booking = booking_for_staff(reference, staff=request.staff)
    if request.method != "POST":
        return _page(request, booking)
    try:
        _answer(request, booking, now=current_time())
    except (SlotTaken, Invalid) as refusal:
        return _page(request, booking, refusal=refusal)
    return redirect("backoffice:request", reference=booking.reference)


def _answer(request: HttpRequest, booking: Booking, *, now: datetime) -> None:
    """Raises what the services raise, Invalid for a decline without a reason and for no answer at all."""
    actor = request.staff.actor
    staff = {"side": Side.STAFF, "actor": actor, "now": now}
    form = request.POST
    if "approve" in form:
        approve_booking(booking, actor=actor, now=now)
    elif "propose" in form:
        propose_times(booking, starts=[_moment(text) for text in form.getlist("starts_at")[:10]], **staff)
    elif "accept" in form:
        accept_proposal(booking, starts_at=_moment(form["accept"]), **staff)
    elif "decline_times" in form:
        decline_proposals(booking, **staff)
    elif "ask" in form:
        write_message(booking, text=form.get("text", "")[:_MOST_LETTERS], **staff)
    elif "decline" in form:
        decline_booking(booking, actor=actor, reason=_reason(form.get("reason", "")), now=now)
    else:
        raise Invalid(_("Choose an answer."))


def _reason(text: str) -> str:
    reason = text.strip()[:_MOST_WORDS]
    if not reason:
        raise Invalid(_("Say why, so that the customer knows."), fields={"reason": [_("Say why.")]})
    return reason


def _moment(text: str) -> datetime:
    """Raises Invalid for what no button of ours sends."""
    moment = read_instant(text)
    if moment is None:
        raise Invalid(_("Choose times from the list."))
    return moment


def _page(request: HttpRequest, booking: Booking, *, refusal: SlotTaken | Invalid | None = None) -> HttpResponse:
    zone, now = request.organization.timezone, current_time()
    is_waiting = booking.status == BookingStatus.REQUESTED and booking.hold_expires_at > now
    context = {
        "booking": booking,
        "times": _times(booking, zone=zone),
        "answers": _answers(booking),
        "receipt": receipt_for_order(booking.order),
        "is_waiting": is_waiting,
        "has_lapsed": booking.status == BookingStatus.REQUESTED and not is_waiting,
        "answer_by": describe_start(booking.hold_expires_at, timezone=zone) if is_waiting else "",
        "proposals": [_proposal(proposal, zone=zone, now=now) for proposal in proposals_of(booking)],
        "thread": messages_of(booking),
        "days": _free_days(booking, now=now, zone=zone) if is_waiting and _may_move(booking) else [],
        "foreseen": foresee_approval(booking, now=now) if is_waiting else None,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "free_instead": [_free(slot, zone=zone) for slot in refusal.extra.get("alternatives", [])] if refusal else [],
        "timezone": zone,
    }
    return render(request, "backoffice/request.html", context, status=refusal.status if refusal else 200)


def _may_move(booking: Booking) -> bool:
    return is_booked_by_slots(booking.offering) and len(kept_sessions_of(booking)) == 1


def _proposal(proposal: Proposal, *, zone: str, now: datetime) -> dict[str, object]:
    return {
        "value": proposal.starts_at.isoformat(),
        "time": describe_time(proposal.starts_at, proposal.ends_at, timezone=zone),
        "is_theirs": proposal.side == Side.CUSTOMER,
        "is_open": proposal.status == ProposalStatus.OPEN and proposal.expires_at > now,
        "status": proposal.get_status_display(),
    }


def _free_days(booking: Booking, *, now: datetime, zone: str) -> list[tuple[str, list[dict[str, str]]]]:
    """Free times around what was asked for, by day."""
    days: dict[date, list[dict[str, str]]] = {}
    for slot in free_for_request(booking, now=now):
        wall = wall_clock(slot.start, zone)
        time = {"value": wall.isoformat(), "label": clock_label(wall)}
        days.setdefault(wall.date(), []).append(time)
    return [(date_format(day, "l j F"), times) for day, times in sorted(days.items())]


def _row(booking: Booking, *, zone: str) -> dict[str, object]:
    return {
        "booking": booking,
        "times": _times(booking, zone=zone),
        "answer_by": describe_start(booking.hold_expires_at, timezone=zone),
    }


def _times(booking: Booking, *, zone: str) -> list[str]:
    sessions = {seat.session_id: seat.session for seat in seats_of(booking)}
    return [describe_time(session.starts_at, session.ends_at, timezone=zone) for session in sessions.values()]


def _answers(booking: Booking) -> list[tuple[str, object]]:
    if booking.submission is None:
        return []
    words = {True: _("Yes"), False: _("No")}
    answers = read_answers(booking.submission)
    return [(question.label, words[value] if isinstance(value, bool) else value) for question, value in answers]


def _free(slot: dict[str, str], *, zone: str) -> str:
    start, end = (datetime.fromisoformat(slot[name]) for name in ("start", "end"))
    return describe_time(start, end, timezone=zone)
