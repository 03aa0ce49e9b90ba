"""One contract for every way to pay, and what each shows to the payer (PAY-2, PAY-3)."""

import pytest

from booking.billing.models import Order
from booking.core.money import Money
from booking.offerings.selectors import find_offering
from booking.payments.models import Payment
from booking.payments.providers import registry
from booking.payments.selectors import available_providers


@pytest.mark.parametrize("name", registry.names())
def test_every_provider_keeps_the_contract(studio, name):
    studio.postcode, studio.town = "8002", "Zürich"
    provider = registry.get(name)()
    assert provider.name == name
    assert provider.label
    assert provider.pays in {"due_now", "total"}
    studio.online_payments = [name]
    assert provider.is_available(studio) is True
    payment = Payment(order=Order(reference="R"), amount=100, currency="CHF")
    assert all(isinstance(text, str) for pair in provider.instructions(payment).items() for text in pair)
    bill = provider.bill(payment)
    assert bill is None or (bill.code()[:5], bill.slip("en")[:5], bill.sheet("de")[:5]) == ("<svg ", "<svg ", b"%PDF-")


@pytest.mark.parametrize("typed", ["CH9300762011623852957", "CH93 0076 2011 6238 5295 7", "CH93 00762011 6238 52957"])
def test_an_iban_is_shown_in_groups_of_four_however_it_was_typed(studio, typed):
    studio.bank_iban = typed
    payment = Payment(organization=studio, reference="7K2MXW09QP", amount=12000, currency="CHF")
    assert registry.get("transfer")().instructions(payment) == {
        "Amount": "CHF 120.00",
        "Account holder": "Harbour Studio GmbH",
        "IBAN": "CH93 0076 2011 6238 5295 7",
        "Bank": "Lake Bank",
        "Reference": "RF21 7K2M XW09 QP",
    }


def test_only_what_costs_nothing_is_free(studio):
    offering = find_offering("open-circle")
    assert [provider.name for provider in available_providers(offering, total=Money(0, "CHF"))] == ["free"]
    assert [provider.name for provider in available_providers(offering, total=Money(1, "CHF"))] == [
        "transfer",
        "on_site",
    ]


def test_transfer_needs_an_account(studio):
    studio.bank_iban = ""
    offering = find_offering("coaching")
    offering.organization = studio
    assert [provider.name for provider in available_providers(offering, total=Money(1, "CHF"))] == ["on_site"]


def test_a_vendor_is_a_way_to_pay_once_an_account_is_in_use(studio):
    offering = find_offering("tuesday-flow")
    names = [provider.name for provider in available_providers(offering, total=Money(1, "CHF"))]
    offering.organization.online_payments = ["card"]
    more = [provider.name for provider in available_providers(offering, total=Money(1, "CHF"))]
    assert [name for name in more if name not in names] == ["card"]
