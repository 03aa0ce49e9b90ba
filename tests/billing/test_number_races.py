"""PAY-1: numbers stay gapless when many invoices are issued at once, with and without the lock."""

import threading

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from booking.accounts.models import Organization
from booking.billing.models import Document, Order
from booking.billing.services import issue_invoice
from booking.core.tenancy import acting_for
from booking.core.transactions import transactional
from tests.billing.conftest import BUYER

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True)]

CLERKS, EACH = 5, 4


@pytest.fixture
def orders(place) -> list[Order]:
    with transaction.atomic():
        return [place((100, "8.1")) for _ in range(CLERKS * EACH)]


def issue_all(organization: Organization, orders: list[Order], *, now) -> list[Exception]:
    """Every clerk a share of the orders, all at once; what went wrong."""
    gate, raised = threading.Barrier(CLERKS), []
    issue = transactional(issue_invoice)

    def work(share: list[Order]) -> None:
        try:
            with acting_for(organization):
                gate.wait()
                for order in share:
                    issue(order, organization=organization, buyer=BUYER, subject="BOOKING", now=now)
        except Exception as error:  # noqa: BLE001
            raised.append(error)
        finally:
            connections.close_all()

    clerks = [threading.Thread(target=work, args=(orders[n::CLERKS],)) for n in range(CLERKS)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    return raised


def test_numbers_are_gapless_however_many_write(organization, orders, now):
    assert issue_all(organization, orders, now=now) == []
    assert sorted(Document.objects.values_list("place", flat=True)) == list(range(1, CLERKS * EACH + 1))


def test_without_the_lock_numbers_are_given_twice(organization, orders, settings, now):
    settings.UNSAFE_WITHOUT_PROTECTION = True
    raised = issue_all(organization, orders, now=now)
    assert raised and {type(error) for error in raised} <= {IntegrityError, OperationalError}
