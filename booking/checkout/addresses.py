"""Where the pages of the till are."""

from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from booking.checkout.selection import Selection
from booking.checkout.state import Choice, Filling, write_choice, write_filling
from booking.offerings.models import Offering


def page_url(path: str, *, query: str, anchor: str) -> str:
    """The anchor brings a visitor without JavaScript back to where they were on the page."""
    return f"{path}{'?' if query else ''}{query}#{anchor}"


def choose_url(offering: Offering, **params: str) -> str:
    """The first page of the till; parameters that are empty are left out."""
    query = urlencode({name: value for name, value in params.items() if value})
    return reverse("checkout:choose", args=[offering.slug]) + (f"?{query}" if query else "")


def kept_in(choice: Choice) -> dict[str, str]:
    """What opens an offering, its times and its price to this visitor, for every address of the till."""
    return {"key": choice.key, "connection": choice.connection, "coupon": choice.coupon}


def choice_of(selection: Selection, *, chosen: tuple[str, ...]) -> Choice:
    """`chosen` are the starts of appointments, or the references of dates; none for all dates."""
    return Choice(
        offering=selection.offering.slug,
        variant=selection.variant.slug,
        timezone=selection.timezone,
        quantity=selection.quantity,
        starts_at=chosen if selection.books_slots else (),
        sessions=() if selection.books_slots else chosen,
        instructor=selection.instructor.slug if selection.instructor else "",
        length=selection.length,
        key=selection.key,
        connection=selection.connection,
        on_request=selection.offering.approval,
        repeat=selection.repeat,
        coupon=selection.coupon,
    )


def details_url(selection: Selection, *, chosen: tuple[str, ...]) -> str:
    return chosen_url(choice_of(selection, chosen=chosen))


def chosen_url(choice: Choice) -> str:
    """The details of a choice that is complete."""
    return f"{reverse('checkout:details', args=[choice.offering])}?choice={write_choice(choice)}"


def dates_url(choice: Choice) -> str:
    """Where the single dates of several are settled."""
    return f"{reverse('checkout:dates', args=[choice.offering])}?choice={write_choice(choice)}"


def request_url(selection: Selection, *, chosen: tuple[str, ...]) -> str:
    """The same for times that somebody has to approve."""
    return chosen_url(replace(choice_of(selection, chosen=chosen), on_request=True))


def summary_url(filling: Filling) -> str:
    return reverse("checkout:summary", args=[filling.choice.offering, write_filling(filling)])


def correct_url(filling: Filling) -> str:
    """Back to the details, filled in; sending them again replaces the hold."""
    path = reverse("checkout:details", args=[filling.choice.offering])
    return f"{path}?{urlencode({'state': write_filling(filling)})}"


def done_url(filling: Filling) -> str:
    path = reverse("portals:done", args=[filling.reference])
    return f"{path}?{urlencode({'token': filling.secret})}"
