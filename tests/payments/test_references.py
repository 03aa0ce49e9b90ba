"""References that banks carry: the standards' examples, and that each leads back to its payment (PAY-2)."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from booking.core.codes import ALPHABET
from booking.payments.references import (
    check_digit,
    codes_in,
    creditor_reference,
    in_fives,
    payment_code,
    qr_reference,
)

codes = st.text(ALPHABET, min_size=10, max_size=10)


@pytest.mark.parametrize("example", ["210000000003139471430009017", "000000000000000000000000000"])
def test_check_digits_are_those_of_the_standard(example):
    assert check_digit(example[:-1]) == example[-1]


def test_creditor_references_have_the_check_digits_of_iso_11649():
    assert creditor_reference("539007547034") == "RF18539007547034"


@given(codes)
def test_either_reference_leads_back_to_its_payment(code):
    assert payment_code(creditor_reference(code)) == payment_code(qr_reference(code)) == code
    assert len(qr_reference(code)) == 27
    assert payment_code(in_fives(qr_reference(code))) == code


@given(codes, st.integers(0, 13), st.sampled_from(ALPHABET))
def test_no_mistyped_letter_leads_anywhere(code, place, letter):
    right = creditor_reference(code)
    wrong = right[:place] + letter + right[place + 1 :]
    # A letter counts as two digits: what changes the length is found in 96 of 97 cases.
    assume(letter.isdigit() == right[place].isdigit())
    assert payment_code(wrong) in ({code} if wrong == right else {""})


@given(codes, st.integers(0, 26), st.sampled_from("0123456789"))
def test_no_mistyped_digit_leads_anywhere(code, place, digit):
    right = qr_reference(code)
    wrong = right[:place] + digit + right[place + 1 :]
    assert payment_code(wrong) in ({code} if wrong == right else {""})


@pytest.mark.parametrize(
    "foreign", ["210000000003139471430009017", "RF18539007547034", "", "RF", "²" * 27, "NOTPROVIDED", "0" * 26]
)
def test_references_of_others_lead_nowhere(foreign):
    assert payment_code(foreign) == ""


def test_a_reference_is_found_in_what_somebody_wrote():
    written = creditor_reference("7K2MXW09QP")
    text = f"Yoga with Ana, ref {written[:4].lower()} {written[4:8]} {written[8:]} thanks RF00AAAAAAAAAA"
    assert codes_in(text) == ["7K2MXW09QP"]
    assert codes_in("Rent for March, RF18 5390 0754 7034") == []
