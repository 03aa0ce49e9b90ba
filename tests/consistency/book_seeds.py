"""Faults of documents and of the journal."""

from datetime import timedelta

from django.db import connection
from django.db.models import F

from booking.billing.models import Document, DocumentLine, JournalEntry, Posting, Sequence
from booking.payments.models import Refund
from booking.reservations.models import Booking
from tests.consistency.seeds import breaks


def change(rows, **values) -> None:
    """Past the trigger that refuses to change what was issued; on SQLite it is down already."""
    table = rows.model._meta.db_table
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    rows.update(**values)


def entry_of(order) -> JournalEntry:
    return JournalEntry.objects.get(order=order, source__startswith="invoice:")


@breaks("document_sums")
def a_line_was_changed_after_the_fact(made, now):
    change(DocumentLine.objects.filter(document__order=made["class"].order), total=F("total") + 1)


@breaks("document_numbers")
def a_number_was_skipped(made, now):
    Sequence.objects.filter(kind="invoice").update(last=F("last") + 1)


@breaks("document_numbers")
def a_number_is_out_of_line(made, now):
    change(Document.objects.filter(order=made["class"].order), place=99)


@breaks("booked_document")
def an_invoice_is_booked_with_less(made, now):
    change(Posting.objects.filter(entry=entry_of(made["class"].order)), amount=1)


@breaks("booked_document")
def an_invoice_is_not_in_the_journal(made, now):
    entry = entry_of(made["class"].order)
    entry.postings.all().delete()
    entry.delete()


@breaks("empty_entry")
def an_entry_says_nothing(made, now):
    JournalEntry.objects.create(source="nothing", booked_on=now, at=now, order=made["class"].order, text="")


@breaks("empty_entry")
def an_entry_is_in_another_currency(made, now):
    change(Posting.objects.filter(entry=entry_of(made["class"].order)), currency="NOK")


@breaks("booked_payment")
def a_payment_is_not_in_the_journal(made, now):
    entry = JournalEntry.objects.get(order=made["appointment"].order, source__startswith="payment:")
    entry.postings.all().delete()
    entry.delete()


@breaks("booked_payment")
def a_payment_is_booked_that_never_came(made, now):
    entry = JournalEntry.objects.get(order=made["appointment"].order, source__startswith="payment:")
    change(JournalEntry.objects.filter(pk=entry.pk), source="payment:NOWHERE")


@breaks("booked_refund")
def a_refund_that_went_back_is_still_owed(made, now):
    Refund.objects.filter(payment__order=made["cancelled appointment"].order).update(status="completed")


@breaks("missing_invoice", "document_numbers")
def a_booking_lost_its_invoice(made, now):
    order = made["class"].order
    Booking.objects.filter(pk=made["class"].pk).update(confirmed_at=now - timedelta(hours=1))
    for rows in (Posting.objects.filter(entry=entry_of(order)), JournalEntry.objects.filter(pk=entry_of(order).pk)):
        rows.delete()
    DocumentLine.objects.filter(document__order=order).delete()
    Document.objects.filter(order=order).delete()
