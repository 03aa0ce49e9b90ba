"""The order of a booking with its payments and papers, by API."""

import pytest

from booking.core.events import deliver_due
from booking.payments.models import Payment
from booking.payments.services import record_payment
from tests.api.conftest import assert_problem, assert_shape, holding
from tests.billing.pdf import pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(book, now) -> dict:
    made = book()
    payment = Payment.objects.get(order__reference=made["order"]["reference"])
    record_payment(payment, amount=payment.amount, actor="staff:1", now=now)
    while deliver_due(now=now):
        pass
    return made


def test_order_tells_its_lines_payments_and_papers(api, paid):
    payment = Payment.objects.get()
    address = f"/api/v1/bookings/{paid['reference']}/order/"
    answer = api.get(address, headers=holding(paid["token"]))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    order = answer.json()
    assert_shape(order, "OrderPapers")
    total = paid["order"]["total"]
    assert (order["lines"], order["state"], order["paid"]) == (paid["order"]["lines"], "completed", total)
    assert order["payments"] == [
        {
            "reference": payment.reference,
            "method": "Bank transfer",
            "status": "completed",
            "amount": total,
            "on": "2027-01-04",
        }
    ]
    invoice, receipt = order["papers"]
    assert invoice == {
        "kind": "invoice",
        "number": "2027-0001",
        "on": "2027-01-04",
        "due_on": "2027-01-14",
        "total": total,
    }
    assert (receipt["kind"], receipt["number"], receipt["due_on"]) == ("receipt", payment.reference, None)


def test_papers_are_pdf_for_holders_and_staff(api, paid, bearer):
    address = f"/api/v1/bookings/{paid['reference']}/papers/2027-0001/"
    for headers in (holding(paid["token"]), bearer("ana"), {**bearer("ana"), "accept": "application/pdf"}):
        answer = api.get(address, headers=headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Invoice 2027-0001" in pages_of(answer.content)[0]
    assert_problem(api.get(address, headers=bearer("ben")), status=404, code="not_found")
    assert_problem(api.get(address), status=401, code="not_authenticated")
    missing = address.replace("2027-0001", "2027-0002")
    assert_problem(api.get(missing, headers=holding(paid["token"])), status=404, code="not_found")
