"""The bank at the desk: files are taken in, and what they leave open is decided (PAY-2)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from booking.payments.models import BankEntry, BankMatch, Payment
from booking.payments.references import creditor_reference
from booking.payments.services import match_entries, take_bank_file
from tests.backoffice.test_desk import booked
from tests.conftest import NOW
from tests.payments.bank_files import bank_file, one
from tests.reservations.conftest import NEXT_TUESDAY

pytestmark = pytest.mark.django_db
BANK = "/admin/studio/bank/"


def upload(client, content: bytes):
    return client.post(BANK, {"file": SimpleUploadedFile("credits.xml", content)}, follow=True)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def owed(studio) -> Payment:
    booked("coaching", at=NEXT_TUESDAY)
    return Payment.objects.get()


@pytest.fixture
def unclear(studio, owed) -> BankEntry:
    content = bank_file(one(owed.money.amount, text="yoga, <b>thanks</b>"))
    statement, _ = take_bank_file(content, name="credits.xml", organization=studio, actor="staff:1", now=NOW)
    match_entries(statement, now=NOW)
    return BankEntry.objects.get()


def promise_on(page) -> str:
    return re.search(r'name="promise" value="([^"]+)"', text_of(page))[1]


def test_a_file_is_taken_in_and_books_what_it_says_clearly(sign_in, owed):
    owner = sign_in("owner")
    assert owed.order.customer.name in text_of(owner.get(BANK))
    page = upload(owner, bank_file(one(owed.money.amount, creditor_reference(owed.reference))))
    assert (page.status_code, "What was asked for" in text_of(page)) == (200, True)
    owed.refresh_from_db()
    assert owed.status == "completed"
    assert "Nobody owes you a transfer." in text_of(owner.get(BANK))


def test_the_same_file_again_says_so(sign_in, owed):
    owner, content = sign_in("owner"), bank_file(one("5.00"))
    upload(owner, content)
    assert "nothing was booked again" in text_of(upload(owner, content))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no file of a bank", "The file is broken at line 1"),
        (bank_file(one("5.00"), account="CH5604835012345678009"), "which is not the studio&#x27;s"),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained(sign_in, studio, content, reason):
    page = upload(sign_in("owner"), content)
    assert (page.status_code, reason in text_of(page), BankEntry.objects.count()) == (422, True, 0)


def test_no_file_at_all_is_explained(sign_in, studio):
    page = sign_in("owner").post(BANK, {})
    assert (page.status_code, "a file that ends with .xml" in text_of(page)) == (422, True)


def test_an_entry_that_is_not_clear_is_matched_by_hand(sign_in, owed, unclear):
    owner, address = sign_in("owner"), f"{BANK}entries/{unclear.reference}/"
    assert address in text_of(owner.get(BANK))
    page = owner.get(address)
    assert ("&lt;b&gt;thanks" in text_of(page), owed.reference in text_of(page)) == (True, True)
    form = {"what": "match", "payment": owed.reference, "promise": promise_on(page)}
    assert [owner.post(address, form).status_code for _ in range(2)] == [303, 303]
    owed.refresh_from_db()
    assert (owed.status, Payment.objects.count()) == ("completed", 1)
    assert 'name="what"' not in text_of(owner.get(address))


def test_a_booking_is_found_by_what_people_know_of_it(sign_in, owed, unclear):
    owner, address = sign_in("owner"), f"{BANK}entries/{unclear.reference}/"
    booking = owed.order.booking.reference
    for typed in (booking.lower(), owed.order.reference, creditor_reference(owed.reference)):
        assert f'value="{owed.reference}"' in text_of(owner.get(address, {"find": typed}))
    assert "Nothing is known by" in text_of(owner.get(address, {"find": "RF00 nobody"}))


def test_an_entry_is_set_aside(sign_in, unclear):
    owner, address = sign_in("owner"), f"{BANK}entries/{unclear.reference}/"
    form = {"what": "aside", "promise": promise_on(owner.get(address))}
    assert owner.post(address, form).status_code == 303
    assert BankMatch.objects.get().status == "set_aside"
    stale = owner.post(address, {"what": "aside", "promise": "forged"})
    assert (stale.status_code, "open for too long" in text_of(stale)) == (400, True)


def test_reading_decides_nothing(sign_in, owed, unclear):
    sign_in("owner").get(f"{BANK}entries/{unclear.reference}/", {"what": "match", "payment": owed.reference})
    assert BankMatch.objects.get().status == "undecided"


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_the_books_are_for_those_who_keep_them(sign_in, unclear, name):
    client = sign_in(name)
    pages = [BANK, f"{BANK}entries/{unclear.reference}/", f"{BANK}files/{unclear.statement.reference}/"]
    assert [client.get(page).status_code for page in pages] == [404] * 3
    assert BANK not in text_of(client.get("/admin/studio/"))


def test_money_is_noted_as_received_at_the_booking(sign_in, owed):
    owner, address = sign_in("owner"), f"/admin/studio/bookings/{owed.order.booking.reference}/"
    form = {"payment": owed.reference, "promise": promise_on(owner.get(address))}
    assert [owner.post(f"{address}received/", form).status_code for _ in range(2)] == [303, 303]
    owed.refresh_from_db()
    assert (owed.status, 'name="payment"' in text_of(owner.get(address))) == ("completed", False)


def test_who_holds_the_session_takes_cash_and_no_transfers(sign_in, owed):
    ana, address = sign_in("ana"), f"/admin/studio/bookings/{owed.order.booking.reference}/"
    page = ana.get(address)
    assert 'name="payment"' not in text_of(page)
    form = {"payment": owed.reference, "promise": promise_on(page)}
    ana.post(f"{address}received/", form)
    owed.refresh_from_db()
    assert owed.status == "pending"
    Payment.objects.update(provider="on_site")
    ana.post(f"{address}received/", {**form, "promise": promise_on(ana.get(address))})
    owed.refresh_from_db()
    assert owed.status == "completed"
