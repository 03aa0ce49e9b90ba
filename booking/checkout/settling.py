"""The page on which each of several dates is settled before anything is paid: kept, left out, or replaced (H24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from booking.checkout.addresses import choose_url, chosen_url, kept_in
from booking.checkout.faces import till_page
from booking.checkout.labels import day_label, elsewhere_label, price_label, range_label
from booking.checkout.purchase import Purchase, dates_of, show_choice
from booking.checkout.state import Choice, read_choice, write_choice
from booking.checkout.steps import steps_at
from booking.core.clock import now as current_time
from booking.core.errors import Invalid
from booking.core.gate import read_instant
from booking.core.money import Money
from booking.core.private_pages import SeeOther
from booking.core.timezones import local_date
from booking.core.wording import zone_label
from booking.offerings.models.variants import PricePer
from booking.pricing.labels import price_now
from booking.pricing.phases import places_left_in
from booking.reservations.pack_dates import DateState, PackDate
from booking.scheduling.selectors import place_of

_BADGES = {
    DateState.FREE: (_("Free"), "good"),
    DateState.REQUEST: (_("On request"), "info"),
    DateState.TAKEN: (_("Taken"), "bad"),
    DateState.CLOSED: (_("Not open then"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """What a select offers: an instant to send, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One of the dates: what it is, and what may be done about it. `days` are free times of its week by day."""

    number: int
    date_label: str
    time_label: str
    venue_label: str
    badge: tuple[Promise, str]
    kept: Option | None
    days: list[tuple[str, list[Option]]]
    chosen: str
    error: str


@till_page("GET", "HEAD", rate_class="search")
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows every date; with `take`, one instant or nothing for each of them, it leads on if all can be had."""
    now = current_time()
    choice = read_choice(request.GET.get("choice", ""), slug=slug)
    purchase = show_choice(choice, moment=request.moment, now=now)
    if not purchase.has_several_times or not choice.starts_at:
        return SeeOther(chosen_url(choice))
    planned = dates_of(purchase, now=now)
    if "take" not in request.GET:
        return _page(request, purchase, planned=planned)
    taken = _read_taken(request.GET.getlist("take"), planned=planned)
    chosen = [start for start in taken if start]
    if not chosen:
        return _page(request, purchase, planned=planned, taken=taken, refusal=gettext("Keep at least one date."))
    settled = purchase.with_starts(chosen)
    try:
        found = dates_of(replace(purchase, choice=settled), now=now)
    except Invalid as wrong:
        return _page(request, purchase, planned=planned, taken=taken, refusal=wrong.detail)
    lost = {date.start for date in found if not date.is_free} | {one for one in chosen if chosen.count(one) > 1}
    if lost:
        refusal = ngettext(
            "One of the times you chose cannot be had, or meets another one of yours.",
            "%(count)s of the times you chose cannot be had, or meet each other.",
            len(lost),
        ) % {"count": len(lost)}
        return _page(request, purchase, planned=planned, taken=taken, lost=lost, refusal=refusal)
    return SeeOther(chosen_url(_on_request(settled, found)))


def _on_request(choice: Choice, found: Iterable[PackDate]) -> Choice:
    return replace(choice, on_request=any(date.state == DateState.REQUEST for date in found))


def _read_taken(texts: Sequence[str], *, planned: Sequence[PackDate]) -> list[datetime | None]:
    """One for each date; what is no instant leaves its date out."""
    given = [read_instant(text) for text in texts[: len(planned)]]
    return given + [None] * (len(planned) - len(given))


def _page(
    request: HttpRequest,
    purchase: Purchase,
    *,
    planned: Sequence[PackDate],
    taken: Sequence[datetime | None] | None = None,
    lost: Iterable[datetime] = (),
    refusal: str = "",
) -> HttpResponse:
    zone = purchase.choice.timezone
    place = place_of(purchase.offering)
    taken = [date.start if date.is_free else None for date in planned] if taken is None else taken
    rows = [
        _row(number, date, taken=start, is_lost=start in lost, zone=zone, venue=place.timezone if place else zone)
        for number, (date, start) in enumerate(zip(planned, taken, strict=True), start=1)
    ]
    context = {
        "offering": purchase.offering,
        "variant": purchase.variant,
        "rows": rows,
        "taken_away": sum(not date.is_free for date in planned),
        "choice": write_choice(purchase.choice),
        "without_label": gettext("Leave it out") if _is_paid_singly(purchase) else gettext("Choose it later"),
        "money": _money(purchase, now=current_time()),
        "zone_label": zone_label(zone, at=planned[0].start),
        "refusal": refusal,
        "again_url": choose_url(purchase.offering, **kept_in(purchase.choice), variant=purchase.variant.slug),
        "steps": steps_at(0),
    }
    return render(request, "checkout/dates.html", context, status=409 if refusal else 200)


def _is_paid_singly(purchase: Purchase) -> bool:
    return purchase.wish.is_weekly and purchase.variant.price_per == PricePer.LESSON


def _money(purchase: Purchase, *, now: datetime) -> str:
    """What leaving dates out does to the price."""
    price = price_label(_price(purchase, now=now))
    if _is_paid_singly(purchase):
        return gettext("Each lesson is %(price)s. You pay for those you take.") % {"price": price}
    days = purchase.variant.valid_days
    if not days:
        return gettext("The price stays %(price)s. What you leave out now you choose later.") % {"price": price}
    text = ngettext(
        "The price stays %(price)s. What you leave out now you choose later, within %(count)s day.",
        "The price stays %(price)s. What you leave out now you choose later, within %(count)s days.",
        days,
    )
    return text % {"price": price, "count": days}


def _price(purchase: Purchase, *, now: datetime) -> Money:
    """Of one piece for everybody who comes, before codes and discounts."""
    choice, left = purchase.choice, places_left_in([purchase.variant])
    who = {"length": choice.length, "instructor": purchase.instructor}
    asked = {"offering": purchase.offering, "left": left, "now": now, "wanted": choice.quantity}
    return price_now(purchase.variant, **asked, **who).price * choice.quantity


def _row(number: int, date: PackDate, *, taken: datetime | None, is_lost: bool, zone: str, venue: str) -> Row:
    value = date.start.isoformat()
    return Row(
        number=number,
        date_label=day_label(local_date(date.start, zone)),
        time_label=range_label(date.start, date.end, timezone=zone),
        venue_label=elsewhere_label(date.start, date.end, timezone=venue, beside=zone),
        badge=_BADGES[date.state],
        kept=Option(value, gettext("As planned")) if date.is_free else None,
        days=_days(date, zone=zone),
        chosen=taken.isoformat() if taken else "",
        error=gettext("This time cannot be had. Choose another one.") if is_lost else "",
    )


def _days(date: PackDate, *, zone: str) -> list[tuple[str, list[Option]]]:
    days: dict[str, list[Option]] = {}
    for slot in date.instead:
        day, span = local_date(slot.start, zone), range_label(slot.start, slot.end, timezone=zone)
        # With its day: what is chosen stands alone once the list is closed.
        option = Option(slot.start.isoformat(), f"{date_format(day, 'D j M')}, {span}")
        days.setdefault(day_label(day), []).append(option)
    return list(days.items())
