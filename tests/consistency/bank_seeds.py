"""Faults of what the bank told; see `seeds`."""

from booking.accounts.models import Organization
from booking.payments.models import BankMatch, Payment
from booking.payments.references import creditor_reference
from booking.payments.services import match_entries, take_bank_file
from booking.payments.states import PaymentStatus
from tests.consistency.seeds import breaks
from tests.payments.bank_files import bank_file, one


@breaks("bank_receipt")
def entry_was_booked_as_another_amount(made, now):
    organization = Organization.objects.get(pk=made["appointment"].organization_id)
    paid = Payment.objects.get(order=made["appointment"].order, status=PaymentStatus.COMPLETED)
    content = bank_file(one("1.00", creditor_reference("0000000000")))
    statement, _ = take_bank_file(content, name="credits.xml", organization=organization, actor="staff:1", now=now)
    match_entries(statement, now=now)
    BankMatch.objects.update(status="matched", received=paid)
