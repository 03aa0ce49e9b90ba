"""Choosing a time, giving details, checking and confirming."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.checkout.addresses import choose_url, correct_url, dates_url, done_url, kept_in, summary_url
from booking.checkout.alternatives import alternatives_to
from booking.checkout.company import shares_of
from booking.checkout.faces import till_page
from booking.checkout.forms import DetailsForm, form_values, typed_values
from booking.checkout.holding import book_once, hold_once
from booking.checkout.prices import at_shown_price, price_shown
from booking.checkout.purchase import (
    Purchase,
    dates_of,
    details_of,
    guests_of,
    meetings_in,
    meetings_of,
    resolve_choice,
    show_choice,
)
from booking.checkout.state import Filling, new_filling, read_choice, read_filling, write_filling
from booking.checkout.steps import steps_at
from booking.checkout.timetable import timetable_at
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, SlotTaken, SoldOut
from booking.core.money import Money
from booking.core.private_pages import SeeOther
from booking.core.timezones import wall_clock
from booking.core.wording import clock_label
from booking.credits.errors import NotEnoughCredits
from booking.intake.selectors import questions_of
from booking.offerings.selectors import detailed_offering
from booking.payments.providers import PaymentProvider
from booking.payments.selectors import available_providers, is_online, ways_to_pay
from booking.pricing.errors import PriceChanged, QuoteExpired
from booking.reservations.models import Booking
from booking.reservations.paying import begin_quietly
from booking.reservations.receipts import policy_sentences, receipt_for_quote
from booking.reservations.selectors import booking_by_token, pay_url, sessions_of
from booking.reservations.services import BookingRequest, confirm_booking
from booking.reservations.states import BookingStatus
from booking.scheduling.selectors import VENUE, place_of

CUSTOMER = "customer"
_LONGEST_CODE = 40
_READ_OR_BOOK = {"GET": "token", "POST": "booking"}


@till_page("GET", "HEAD", rate_class="search")
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    return _timetable(request, slug, template="checkout/choose.html")


@till_page("GET", "HEAD", rate_class="search")
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """The live part alone, for htmx."""
    return _timetable(request, slug, template="checkout/_timetable.html")


def _timetable(request: HttpRequest, slug: str, *, template: str) -> HttpResponse:
    now = current_time()
    offering = detailed_offering(slug, key=request.GET.get("key"), along=VENUE, moment=request.moment, now=now)
    context = timetable_at(choose_url(offering), offering=offering, request=request, now=now)
    return render(request, template, {**context, "offering": offering, "steps": steps_at(0)})


@till_page("GET", "HEAD", "POST", rate_class=_READ_OR_BOOK)
def details(request: HttpRequest, slug: str) -> HttpResponse:
    now = current_time()
    if request.method != "POST":
        return _ask_details(request, slug, now=now)
    filling = read_filling(request.POST.get("state", ""), slug=slug)
    purchase = resolve_choice(filling.choice)
    if "apply" in request.POST:
        typed = _form(purchase, now=now, initial=typed_values(request.POST))
        return _details_page(request, purchase, filling=filling, form=typed, now=now)
    form = _form(purchase, now=now, data=request.POST)
    if not form.is_valid():
        return _details_page(request, purchase, filling=filling, form=form, now=now, status=422)
    try:
        asked = purchase.request(form.details(), answers=form.answers())
        if "now" in request.POST:
            return _book_now(request, filling, asked=asked, now=now)
        held = hold_once(filling, request=asked, now=now)
    except Invalid as refusal:
        form.add_refusal(refusal)
        return _details_page(request, purchase, filling=filling, form=form, now=now, status=422)
    except NotEnoughCredits as refusal:
        form.add_error(None, refusal.detail)
        return _details_page(request, purchase, filling=filling, form=form, now=now, status=refusal.status)
    except (PriceChanged, QuoteExpired) as refusal:
        return _details_page(request, purchase, filling=filling, form=form, now=now, refusal=refusal, status=409)
    except (SlotTaken, SoldOut) as refusal:
        return _gone_page(request, purchase, form=form, refusal=refusal, now=now)
    return _summary_page(request, held, purchase=purchase, now=now)


@till_page("GET", "HEAD", "POST", rate_class=_READ_OR_BOOK)
def summary(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    now = current_time()
    filling = read_filling(token, slug=slug)
    booking = booking_by_token(filling.reference, filling.secret)
    if booking.status not in (BookingStatus.RESERVED, BookingStatus.EXPIRED):
        return SeeOther(done_url(filling))
    purchase = show_choice(filling.choice, moment=request.moment, now=now)
    if request.method != "POST":
        return _summary_page(request, filling, purchase=purchase, now=now)
    if booking.status == BookingStatus.EXPIRED:
        return _hold_again(request, filling, booking=booking, now=now)
    try:
        # Confirming twice is quiet in the service itself, so a double click needs no key of its own.
        how = {"provider": request.POST.get("provider", ""), "code": _wallet_code(request)}
        confirm_booking(booking, **how, actor=CUSTOMER, now=now)
    except (Invalid, NotEnoughCredits) as refusal:
        return _summary_page(request, filling, purchase=purchase, now=now, refusal=refusal)
    except SlotTaken:
        return _hold_again(request, filling, booking=booking, now=now)
    return _go_on(filling, provider=booking.payment_provider, now=now)


def _go_on(filling: Filling, *, provider: str, now: datetime) -> HttpResponse:
    """To the end of the till, or to the page on which it is paid first."""
    if not is_online(provider):
        return SeeOther(done_url(filling))
    booking = booking_by_token(filling.reference, filling.secret)
    if booking.status != BookingStatus.RESERVED:
        return SeeOther(done_url(filling))
    begin_quietly(booking, now=now)
    return SeeOther(pay_url(booking, token=filling.secret))


def _book_now(request: HttpRequest, filling: Filling, *, asked: BookingRequest, now: datetime) -> HttpResponse:
    """For the price that stood beside the button."""
    asked = at_shown_price(asked, offer=request.POST.get("quote", ""), now=now)
    provider = request.POST.get("provider", "") if asked.offer.total else "free"
    how = {"provider": provider, "code": _wallet_code(request)}
    booked = book_once(filling, request=asked, **how, actor=CUSTOMER, now=now)
    return _go_on(booked, provider=provider, now=now)


def _ask_details(request: HttpRequest, slug: str, *, now: datetime) -> HttpResponse:
    """A new form, or the one of a hold that is to be corrected."""
    if "state" not in request.GET:
        filling = new_filling(read_choice(request.GET.get("choice", ""), slug=slug))
        purchase = show_choice(filling.choice, moment=request.moment, now=now)
        if purchase.has_several_times and not all(date.is_free for date in dates_of(purchase, now=now)):
            return SeeOther(dates_url(filling.choice))
        form = _form(purchase, now=now, initial={"coupon": filling.choice.coupon})
        return _details_page(request, purchase, filling=filling, form=form, now=now)
    filling = read_filling(request.GET["state"], slug=slug)
    booking = booking_by_token(filling.reference, filling.secret)
    if booking.status not in (BookingStatus.RESERVED, BookingStatus.EXPIRED):
        return SeeOther(done_url(filling))
    purchase = show_choice(filling.choice, moment=request.moment, now=now)
    given, answers = details_of(booking)
    form = _form(purchase, now=now, initial=form_values(given, answers=answers))
    return _details_page(request, purchase, filling=filling, form=form, now=now)


def _form(purchase: Purchase, *, now: datetime, **kwargs: object) -> DetailsForm:
    form = purchase.offering.form
    company = 1 if purchase.has_no_times else purchase.choice.quantity
    people = {"shares": shares_of(purchase, now=now), "quantity": company}
    return DetailsForm(offering=purchase.offering, questions=questions_of(form) if form else [], **people, **kwargs)


def _details_page(
    request: HttpRequest,
    purchase: Purchase,
    *,
    filling: Filling,
    form: DetailsForm,
    now: datetime,
    refusal: AlmanacError | None = None,
    status: int = 200,
) -> HttpResponse:
    offering, code = purchase.offering, form["coupon"].value() or ""
    priced = price_shown(purchase, code=code, now=now)
    quote = priced.quote
    context = {
        **_shared(purchase),
        "form": form,
        "refused": refusal,
        "code": code,
        "code_error": "" if form["coupon"].errors else priced.refusal,
        "offer": priced.offer,
        "state": write_filling(filling),
        "meetings": meetings_of(purchase),
        "receipt": receipt_for_quote(quote),
        **_payment(_ways(purchase, total=quote.total), given=form.data),
        "rules": policy_sentences(offering.terms, currency=purchase.variant.currency),
        "steps": steps_at(1, urls=(choose_url(purchase.offering, **kept_in(purchase.choice)),)),
    }
    return render(request, "checkout/details.html", context, status=status)


def _summary_page(
    request: HttpRequest, filling: Filling, *, purchase: Purchase, now: datetime, refusal: AlmanacError | None = None
) -> HttpResponse:
    booking = booking_by_token(filling.reference, filling.secret)
    if booking.status not in (BookingStatus.RESERVED, BookingStatus.EXPIRED):
        return SeeOther(done_url(filling))
    until = booking.hold_expires_at
    context = {
        **_shared(purchase),
        "booking": booking,
        "guests": guests_of(booking),
        "meetings": meetings_in(sessions_of(booking), timezone=booking.timezone),
        **_payment(_ways(purchase, total=booking.order.total_money), given=request.POST),
        "rules": policy_sentences(booking.policy, currency=booking.order.currency),
        "held_until": clock_label(wall_clock(until, booking.timezone)) if until and until > now else "",
        "confirm_url": summary_url(filling),
        "refusal": refusal,
        "correct_url": correct_url(filling),
        "steps": steps_at(2, urls=(choose_url(purchase.offering, **kept_in(purchase.choice)), correct_url(filling))),
    }
    return render(request, "checkout/summary.html", context, status=refusal.status if refusal else 200)


def _hold_again(request: HttpRequest, filling: Filling, *, booking: Booking, now: datetime) -> HttpResponse:
    """The hold ran out. Keep the time once more if it is free, and show the summary: the price may have changed."""
    purchase = resolve_choice(filling.choice)
    given, answers = details_of(booking)
    form = _form(purchase, now=now, data=form_values(given, answers=answers))
    try:
        asked = purchase.request(given, answers=answers)
        held = hold_once(replace(filling, reference="", secret=""), request=asked, now=now)
    except Invalid as refusal:
        form.add_error(None, refusal.detail)
        return _details_page(request, purchase, filling=new_filling(filling.choice), form=form, now=now, status=422)
    except (SlotTaken, SoldOut) as refusal:
        return _gone_page(request, purchase, form=form, refusal=refusal, now=now)
    again = SlotTaken("The time we held for you ran out. It was still free, so we hold it once more: please confirm.")
    return _summary_page(request, held, purchase=purchase, now=now, refusal=again)


def _gone_page(
    request: HttpRequest, purchase: Purchase, *, form: DetailsForm, refusal: AlmanacError, now: datetime
) -> HttpResponse:
    context = {
        **_shared(purchase),
        "form": form,
        "refusal": refusal,
        "alternatives": alternatives_to(purchase, refusal=refusal, now=now),
        "again_url": choose_url(purchase.offering, **kept_in(purchase.choice), timezone=purchase.choice.timezone),
    }
    return render(request, "checkout/gone.html", context, status=refusal.status)


def _ways(purchase: Purchase, *, total: Money) -> list[PaymentProvider]:
    """What has to be approved is not paid from a wallet: nobody knows what will be left by then."""
    if purchase.choice.on_request:
        return available_providers(purchase.offering, total=total)
    return ways_to_pay(purchase.variant, offering=purchase.offering, total=total)


def _payment(providers: list[PaymentProvider], *, given: Mapping[str, str]) -> dict[str, object]:
    """Ways to pay, and the one that is marked: what was chosen before, or else the first."""
    names, chosen = [provider.name for provider in providers], given.get("provider", "")
    return {
        "providers": providers,
        "provider": chosen if chosen in names else next(iter(names), ""),
        "takes_code": any(provider.is_prepaid for provider in providers),
        "wallet_code": given.get("wallet-code", ""),
    }


def _wallet_code(request: HttpRequest) -> str:
    return request.POST.get("wallet-code", "")[:_LONGEST_CODE]


def _shared(purchase: Purchase) -> dict[str, object]:
    return {
        "offering": purchase.offering,
        "variant": purchase.variant,
        "choice": purchase.choice,
        "host": purchase.host,
        "left_later": purchase.left,
        "lessons": len(purchase.wish.wanted(zone=purchase.zone)) if purchase.wish.is_weekly else 0,
        "dates_url": dates_url(purchase.choice) if purchase.has_several_times else "",
        "place": place_of(purchase.offering),
        "has_no_times": purchase.has_no_times,
    }
