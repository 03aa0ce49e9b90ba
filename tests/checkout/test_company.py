"""Whose places are taken, who else comes, and a note to the studio (CAP-2, BKG-11, BKG-12)."""

import re

import pytest

from booking.offerings.models import Offering, Variant
from booking.reservations.models import Booking, Guest
from booking.scheduling.models import Session

from .conftest import confirm_path, hidden, text_of

RETREAT = "/book/june-retreat/details/"
PEOPLE = {"name": "Mia", "email": "mia@example.com", "phone": ""}


@pytest.fixture
def retreat(till):
    """For two: guests pay for what helpers are needed for."""
    Offering.objects.filter(slug="june-retreat").update(participant_types={"guest": 14, "helper": 2})
    return till


def details(till, **params):
    return till.get(till.details_path("june-retreat", **params))


def book_now(till, form, **typed):
    sent = {**PEOPLE, **typed, "state": hidden(form, "state"), "now": "yes", "provider": hidden_provider(form)}
    return till.post(RETREAT, sent)


def hidden_provider(form):
    return re.search(r'name="provider" id="[^"]+" value="([^"]+)"', text_of(form)).group(1)


def options(page):
    """Each type with its label, and whether it cannot be chosen."""
    found = re.findall(r'<input type="radio" name="participant_type" ([^>]+)><span>([^<]+)</span>', text_of(page))
    return [(label, "disabled" in attributes) for attributes, label in found]


def test_types_show_their_places_and_one_is_taken(retreat):
    form = details(retreat)
    assert options(form) == [("Guest, 14 places left", False), ("Helper, 2 places left", False)]
    assert book_now(retreat, form, participant_type="helper").status_code == 303
    assert Booking.objects.get().participant_type == "helper"
    assert options(details(retreat)) == [("Guest, 14 places left", False), ("Helper, 1 place left", False)]


def test_types_without_enough_places_cannot_be_chosen(retreat):
    form = details(retreat, quantity="3")
    assert options(form) == [("Guest, 14 places left", False), ("Helper, only 2 places left", True)]
    refused = book_now(retreat, form, participant_type="helper")
    assert (refused.status_code, Booking.objects.count()) == (422, 0)
    assert "There are not enough places left for this choice." in text_of(refused)


def test_a_type_that_sold_out_is_told(retreat):
    for _ in range(2):
        assert book_now(retreat, details(retreat), participant_type="helper").status_code == 303
    assert options(details(retreat))[1] == ("Helper, sold out", True)


def test_a_price_that_settles_the_type_leaves_no_choice(retreat):
    Variant.objects.filter(slug="full").update(participant_type="helper")
    assert options(details(retreat)) == []


def test_guests_and_a_note_are_booked_along(till):
    first = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[0].reference
    form = till.get(till.details_path("tuesday-flow", first, quantity="3"))
    typed = {"guest-2-name": "Ben", "guest-2-email": "BEN@example.com", "guest-2-tell": "on", "guest-3-name": "Cy"}
    state = {"state": hidden(form, "state")}
    summary = till.post("/book/tuesday-flow/details/", {**PEOPLE, **typed, "note": "We are late\ntwice", **state})
    shown = [
        text in text_of(summary) for text in ("Ben", "ben@example.com, is told by mail", "Cy", "We are late<br>twice")
    ]
    assert shown == [True] * 4
    done = till.post(confirm_path(summary), {"provider": hidden_provider(summary)})
    booking = Booking.objects.get()
    assert list(Guest.objects.order_by("number").values_list("number", "name", "email", "is_told")) == [
        (2, "Ben", "ben@example.com", True),
        (3, "Cy", "", False),
    ]
    hub = till.get(done["Location"].replace("/done/", "/"))
    assert ("Your note to us" in text_of(hub), booking.note) == (True, "We are late\ntwice")


def test_guests_are_kept_when_the_details_are_corrected(till):
    first = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[0].reference
    form = till.get(till.details_path("tuesday-flow", first, quantity="2"))
    typed = {"guest-2-name": "Ben", "guest-2-email": "ben@example.com", "guest-2-tell": "on", "note": "Hello"}
    summary = till.post("/book/tuesday-flow/details/", {**PEOPLE, **typed, "state": hidden(form, "state")})
    [back] = re.findall(r'href="([^"]+)">Change your details', text_of(summary))
    again = text_of(till.get(back))
    fields = dict(re.findall(r'name="(guest-2-name|guest-2-email)" value="([^"]*)"', again))
    assert fields == {"guest-2-name": "Ben", "guest-2-email": "ben@example.com"}
    assert re.search(r'name="guest-2-tell"[^>]* checked', again) and "Hello</textarea>" in again


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"guest-2-email": "ben@example.com"}, "Write the name of this person."),
        ({"guest-2-name": "Ben", "guest-2-tell": "on"}, "Write the address we are to tell them at."),
        ({"guest-2-name": "Ben", "guest-2-email": "ben"}, "Write a mail address such as name@example.com."),
        ({"note": "x" * 2001}, "2000"),
    ],
)
def test_what_is_missing_of_a_guest_is_told_beside_it(till, typed, sentence):
    first = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[0].reference
    form = till.get(till.details_path("tuesday-flow", first, quantity="2"))
    refused = till.post("/book/tuesday-flow/details/", {**PEOPLE, **typed, "state": hidden(form, "state")})
    assert (refused.status_code, sentence in text_of(refused), Booking.objects.count()) == (422, True, 0)


def test_who_comes_alone_is_asked_for_nobody_else(till):
    form = till.get(till.details_path("coaching", "2027-01-05T09:00:00+00:00"))
    assert ("Who comes with you" in text_of(form), "A note for us" in text_of(form)) == (False, True)
