"""Invoices, credit notes and receipts as PDF, in the organization's colours and the customer's language."""

from booking.billing.paper.documents import Standing, document_pdf
from booking.billing.paper.receipts import Received, receipt_pdf

__all__ = ["Received", "Standing", "document_pdf", "receipt_pdf"]
