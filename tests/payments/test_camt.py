"""Bank files are understood in each kind and version, and broken or hostile ones are refused in words (PAY-2)."""

from datetime import date

import pytest

from booking.core.errors import Invalid
from booking.core.money import Money
from booking.payments.camt import LONGEST_FILE, read_bank_file
from tests.payments.bank_files import IBAN, Booked, Paid, bank_file, one, untold

pytestmark = pytest.mark.either_database

REFERENCE = "RF21 7K2M XW09 QP"
BATCH = Booked("150.00", "E2", (Paid("100.00", REFERENCE, bank_id="T1"), Paid("50.00", text="Thanks", bank_id="T2")))
KINDS = [(kind, version) for kind in ("camt.053", "camt.054") for version in ("04", "08")]


@pytest.mark.parametrize(("kind", "version"), KINDS)
def test_each_kind_and_version_tells_the_same(kind, version):
    read = read_bank_file(bank_file(one("120.00", REFERENCE, text="for Monday"), kind=kind, version=version))
    assert (read.kind, read.version, read.message_id, read.waiting) == (kind, version, "M1", 0)
    (line,) = read.lines
    assert (line.account, line.entry_id, line.amount, line.booked_on) == (
        IBAN,
        "E1",
        Money(12000, "CHF"),
        date(2027, 1, 4),
    )
    assert (line.is_credit, line.is_reversal, line.is_told, line.parts) == (True, False, True, 1)
    assert (line.debtor, line.debtor_account) == ("Mia Weber", "CH5604835012345678009")
    assert (line.reference, line.text) == (REFERENCE, "for Monday")


def test_an_entry_is_told_by_its_payments():
    assert [(line.amount.minor, line.reference, line.text) for line in read_bank_file(bank_file(BATCH)).lines] == [
        (10000, REFERENCE, "Credit"),
        (5000, "", "Thanks"),
    ]


def test_a_sum_without_details_stays_a_sum():
    (line,) = read_bank_file(bank_file(untold(BATCH))).lines
    assert (line.amount.minor, line.parts, line.is_told) == (15000, 2, False)


def test_the_same_entry_has_the_same_key_in_every_file():
    keys = [
        [line.key for line in read_bank_file(bank_file(BATCH, one("120.00"), kind=kind, version=version)).lines]
        for kind, version in KINDS
    ]
    assert (len(set(keys[0])), keys[1:]) == (3, [keys[0]] * 3)


def test_payments_that_look_the_same_are_two():
    twice = Booked("60.00", "E3", (Paid("30.00", text="yoga"), Paid("30.00", text="yoga")))
    assert len({line.key for line in read_bank_file(bank_file(twice, one("5.00", entry_id=""))).lines}) == 3


@pytest.mark.parametrize("status", ["PDNG", "INFO"])
def test_what_is_not_booked_yet_waits(status):
    read = read_bank_file(bank_file(Booked("1.00", "E1", status=status), one("2.00")))
    assert ([line.amount.minor for line in read.lines], read.waiting) == ([200], 1)


def test_reversals_and_debits_are_told_apart():
    read = read_bank_file(
        bank_file(Booked("1.00", "E1", direction="DBIT", is_reversal=True), Booked("2.00", "E2", direction="DBIT"))
    )
    assert [(line.is_credit, line.is_reversal) for line in read.lines] == [(False, True), (False, False)]


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("JPY", "5000", 5000), ("KWD", "1.5", 1500), ("CHF", "0.05000", 5)]
)
def test_amounts_have_the_decimals_of_their_currency(currency, amount, minor):
    (line,) = read_bank_file(bank_file(Booked(amount, "E1", currency=currency))).lines
    assert line.amount == Money(minor, currency)


def test_control_characters_do_not_get_through():
    (line,) = read_bank_file(bank_file(one("1.00", text="two\n\tlines\x7f &amp;")).replace(b"two", b"two&#9;")).lines
    assert line.text == "two lines &amp;"


GOOD = bank_file(one("120.00", REFERENCE))
BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Document>&b;</Document>'
FETCH = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document>&a;</Document>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b" " * 20, "The file is empty."),
        (b"x" * (LONGEST_FILE + 1), "The file is larger than 25 MB. Ask the bank for a shorter period."),
        (b"PK\x03\x04 a zip", "The file is broken at line 1, character"),
        (GOOD[:-30], "The file is broken at line 1, character"),
        (GOOD.replace(b"UTF-8", b"UTF-99"), "The file"),
        (GOOD.replace(b"Mia", b"M\xffa"), "The file is broken at line 1, character"),
        (BOMB, "The file declares entities, which no bank's file does."),
        (FETCH, "The file declares entities, which no bank's file does."),
        (b"<a>" * 50 + b"</a>" * 50, "Choose a file of the kind camt.053 or camt.054, in version 001.04 or 001.08."),
        (GOOD.replace(b"<Id>S1</Id>", b"<x>" * 50 + b"</x>" * 50), "The file is nested deeper than any bank's file."),
        (GOOD.replace(b"camt.054.001.08", b"camt.054.001.02"), "Choose a file of the kind camt.053 or camt.054"),
        (GOOD.replace(b"camt.054.001.08", b"pain.001.001.09"), "Choose a file of the kind camt.053 or camt.054"),
        (bank_file(one("1.00"), account=""), "A statement in the file names no IBAN."),
        (bank_file(one("1.005")), "An entry has an amount that CHF does not know."),
        (bank_file(one("-1.00")), "An entry has an amount that CHF does not know."),
        (bank_file(one("NaN")), "An entry has an amount that CHF does not know."),
        (bank_file(one("1e30")), "An entry has an amount that CHF does not know."),
        (bank_file(one("12,00")), "An entry has no amount that can be read."),
        (bank_file(Booked("1.00", "E1", currency="XQZ")), "An entry has no amount that can be read."),
        (bank_file(Booked("1.00", "E1", day="04.01.2027")), "An entry has no date that can be read."),
        (bank_file(Booked("1.00", "E1", day="1899-01-01")), "An entry has a date outside of 2000 to 2100."),
        (bank_file(Booked("1.00", "E1", direction="BOTH")), "An entry does not say whether money came or went."),
    ],
)
def test_what_is_no_bank_file_is_refused_in_words(content, reason):
    with pytest.raises(Invalid) as refusal:
        read_bank_file(content)
    assert refusal.value.fields["file"][0].startswith(reason)
