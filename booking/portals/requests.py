"""The customer's side of a request: choosing from proposed times, proposing others, answering questions."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from booking.core.clock import now as current_time
from booking.core.errors import Malformed
from booking.core.gate import read_instant
from booking.core.private_pages import SeeOther
from booking.core.timezones import local_date, wall_clock
from booking.core.wording import clock_label
from booking.notifications.times import describe_start, describe_time
from booking.portals.faces import booking_page
from booking.reservations.alternatives import free_for_request
from booking.reservations.asking import messages_of, open_proposals
from booking.reservations.models import Booking
from booking.reservations.selectors import kept_sessions_of
from booking.reservations.services import accept_proposal, decline_proposals, propose_times, write_message
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.states import BookingStatus, Side

_VERBS = ("accept", "decline_times", "answer", "propose")
_CUSTOMER = {"side": Side.CUSTOMER, "actor": "customer"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to be chosen from: what the button sends, and how it reads."""

    value: str
    label: str


def request_context(booking: Booking, *, token: str, now: datetime) -> dict[str, object]:
    """What the manage page shows of a request that waits; empty for everything else."""
    if booking.status != BookingStatus.REQUESTED or booking.hold_expires_at <= now:
        return {}
    zone, proposals = booking.timezone, list(open_proposals(booking.pk, now=now))
    addresses = {
        verb: _address(verb, booking, token=token) for verb in ("accept", "decline_times", "answer", "propose")
    }
    return {
        "asking": {
            "offered": [_choice(p, zone=zone) for p in proposals if p.side == Side.STAFF],
            "wished": [_choice(p, zone=zone) for p in proposals if p.side == Side.CUSTOMER],
            "can_propose": is_booked_by_slots(booking.offering) and len(kept_sessions_of(booking)) == 1,
            "answer_by": describe_start(booking.hold_expires_at, timezone=zone),
            "messages": [
                {"is_own": m.side == Side.CUSTOMER, "text": m.text, "at": describe_start(m.written_at, timezone=zone)}
                for m in messages_of(booking)
            ],
            **{f"{verb}_url": address for verb, address in addresses.items()},
        }
    }


@booking_page("POST")
def accept(request: HttpRequest, booking: Booking) -> HttpResponse:
    accept_proposal(booking, starts_at=_moment(request.POST.get("starts_at", "")), **_CUSTOMER, now=current_time())
    return SeeOther(_address("done", booking, token=request.GET["token"]))


@booking_page("POST")
def decline_times(request: HttpRequest, booking: Booking) -> HttpResponse:
    decline_proposals(booking, **_CUSTOMER, now=current_time())
    return _back(request, booking)


@booking_page("POST")
def answer(request: HttpRequest, booking: Booking) -> HttpResponse:
    write_message(booking, text=request.POST.get("text", "")[:2000], **_CUSTOMER, now=current_time())
    return _back(request, booking)


@booking_page("GET", "HEAD", "POST")
def propose(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows what is free, POST proposes what was ticked."""
    now = current_time()
    if request.method == "POST":
        starts = [_moment(text) for text in request.POST.getlist("starts_at")[:10]]
        propose_times(booking, starts=starts, **_CUSTOMER, now=now)
        return _back(request, booking)
    if booking.status != BookingStatus.REQUESTED or len(kept_sessions_of(booking)) != 1:
        return _back(request, booking)
    token = request.GET["token"]
    context = {
        "booking": booking,
        "offering": booking.offering,
        "days": free_days(booking, now=now, zone=booking.timezone),
        "propose_url": _address("propose", booking, token=token),
        "manage_url": _address("manage", booking, token=token),
    }
    return render(request, "portals/propose.html", context)


def free_days(booking: Booking, *, now: datetime, zone: str) -> list[tuple[str, list[Choice]]]:
    """Free times around what was asked for, by day."""
    days: dict[date, list[Choice]] = {}
    for slot in free_for_request(booking, now=now):
        wall = wall_clock(slot.start, zone)
        days.setdefault(local_date(slot.start, zone), []).append(Choice(wall.isoformat(), clock_label(wall)))
    return [(date_format(day, "l j F Y"), choices) for day, choices in sorted(days.items())]


def _choice(proposal, *, zone: str) -> Choice:
    return Choice(proposal.starts_at.isoformat(), describe_time(proposal.starts_at, proposal.ends_at, timezone=zone))


def _moment(text: str) -> datetime:
    """Raises Malformed for what no button of ours sends."""
    moment = read_instant(text)
    if moment is None:
        raise Malformed("Choose a time from the page of your booking.")
    return moment


def _back(request: HttpRequest, booking: Booking) -> HttpResponse:
    return SeeOther(_address("manage", booking, token=request.GET["token"]))


def _address(name: str, booking: Booking, *, token: str) -> str:
    return f"{reverse(f'portals:{name}', args=[booking.reference])}?{urlencode({'token': token})}"
