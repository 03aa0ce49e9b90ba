"""Invoices and receipts on the desk's page of a booking."""

import pytest
from django.urls import reverse

from booking.core.events import deliver_due
from booking.reservations.services import book
from tests.billing.pdf import pages_of
from tests.reservations.conftest import PAID, ask  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(ask, now):  # noqa: F811
    made = book(ask("tuesday-flow", name="Eve Muster"), **PAID, now=now).booking
    while deliver_due(now=now):
        pass
    return made


def test_desk_shows_how_far_it_is_paid_and_the_papers(sign_in, booking):
    desk = sign_in("owner")
    page = desk.get(reverse("backoffice:booking", args=[booking.reference])).content.decode()
    for expected in (
        "Payments and invoices",
        "Waiting for payment",
        "Bank transfer",
        "Invoice 2027-0001",
        "14 January 2027",
    ):
        assert expected in page
    answer = desk.get(reverse("backoffice:paper", args=[booking.reference, "2027-0001"]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invoice-2027-0001.pdf"'
    assert "Eve Muster" in pages_of(answer.content)[0]


def test_colleagues_papers_are_not_there(sign_in, booking):
    address = reverse("backoffice:paper", args=[booking.reference, "2027-0001"])
    assert (sign_in("ben").get(address).status_code, sign_in("ana").get(address).status_code) == (200, 404)
