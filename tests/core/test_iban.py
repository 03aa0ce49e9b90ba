"""Account numbers are taken as banks write them, and mistyped ones are not."""

import pytest

from booking.core.iban import in_fours, is_account, is_iban, is_qr_iban

ACCOUNTS = ["CH9300762011623852957", "CH93 0076 2011 6238 5295 7", "NO9386011117947", "LI21088100002324013AA"]
QR_IBANS = ["CH4431999123000889012", "CH44 3199 9123 0008 8901 2"]


@pytest.mark.parametrize("typed", ACCOUNTS)
def test_an_account_takes_any_payment(typed):
    assert (is_iban(typed), is_account(typed), is_qr_iban(typed)) == (True, True, False)


@pytest.mark.parametrize("typed", QR_IBANS)
def test_a_qr_iban_is_known_by_its_institution(typed):
    assert (is_iban(typed), is_account(typed), is_qr_iban(typed)) == (True, False, True)


@pytest.mark.parametrize(
    "typed",
    [
        "CH9300762011623852958",
        "CH930076201162385295",
        "CH93007620116238529570",
        "ch9300762011623852957",
        "CH93-0076-2011-6238-5295-7",
        "CH٩300762011623852957",
        "CH93" + " " * 40 + "00762011623852957",
        "CH93",
        "",
    ],
)
def test_what_no_bank_would_take_is_no_iban(typed):
    assert (is_iban(typed), is_account(typed), is_qr_iban(typed)) == (False, False, False)


def test_numbers_are_shown_in_groups_of_four():
    assert in_fours("CH930076 2011623852957") == "CH93 0076 2011 6238 5295 7"
