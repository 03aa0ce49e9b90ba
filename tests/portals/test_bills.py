"""What is still to be paid as a bill to scan or to print, on the pages of the booking and with its mail (PAY-2)."""

from datetime import UTC, datetime

import pytest

from booking.core.events import deliver_due
from booking.notifications.kinds import registry as kinds
from booking.notifications.letters import write_letter
from booking.notifications.models import Message
from booking.offerings.models import Offering
from booking.payments.models import Payment
from booking.payments.services import record_payment

TEN = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def booking(studio, make_booking):
    studio.street, studio.building, studio.postcode, studio.town = "Quai", "1", "8002", "Zürich"
    studio.save()
    Offering.objects.filter(slug="coaching").update(payment_methods=["qr_bill"])
    return make_booking(starts_at=(TEN,), provider="qr_bill")


@pytest.mark.parametrize("page", ["", "done/"])
def test_pages_show_the_code_with_all_it_says_beside_it(visitor, booking, page_of, page):
    text = visitor.get(page_of(booking, page)).content.decode()
    assert text.count("data:image/svg+xml,%3Csvg") == 1
    assert f"Swiss QR code to pay booking {booking.reference}" in text
    assert [said in text for said in ("Swiss QR-bill", "CH93 0076 2011 6238 5295 7", "RF", "bill.pdf?")] == [True] * 4


def test_the_sheet_is_served_until_it_is_paid(visitor, booking, page_of, now):
    sheet = visitor.get(page_of(booking, "bill.pdf"))
    assert (sheet.status_code, sheet["Content-Type"], sheet.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert sheet["Cache-Control"] == "no-store, private"
    payment = Payment.objects.get()
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)
    gone = visitor.get(page_of(booking, "bill.pdf"))
    assert (gone.status_code, gone["Location"]) == (303, page_of(booking))
    assert "data:image/svg+xml,%3Csvg" not in visitor.get(page_of(booking, "done/")).content.decode()


def test_a_transfer_has_no_bill(visitor, make_booking, page_of):
    booking = make_booking(starts_at=(TEN,))
    assert visitor.get(page_of(booking, "bill.pdf")).status_code == 303
    assert "bill.pdf" not in visitor.get(page_of(booking, "done/")).content.decode()


def test_the_confirmation_brings_the_bill(booking, now):
    deliver_due(now=now)
    letter = write_letter(Message.objects.get(kind="booking_confirmed"), kind=kinds.get("booking_confirmed")())
    names = [(name, content[:5]) for name, content, _ in letter.attachments]
    assert names == [("booking.ics", letter.attachments[0][1][:5]), ("bill.pdf", b"%PDF-")]
    assert letter.text.count("The bill is attached: scan its code with your banking app.") == 1
