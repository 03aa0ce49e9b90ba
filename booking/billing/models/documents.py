from django.db import models

from booking.accounts.models import Owned
from booking.billing.states import DocumentKind
from booking.core.ledgers import keep_append_only
from booking.core.money import Money


class Sequence(Owned):
    """The last number that was given to a kind of document in a year; locked while the next one is taken."""

    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "kind", "year"], name="billing_sequence_once")]

    def __str__(self):
        return f"{self.kind} {self.year}: {self.last}"


class Document(Owned):
    """An invoice or a credit note as it was issued; a mistake is corrected by a further one.

    Everything is copied, so that it says the same in ten years. Terms of EN 16931-1: number BT-1, issued_on BT-2, kind
    BT-3, currency BT-5, due_on BT-9, subject BT-18, corrects BT-25, seller BT-27 to BT-43, buyer BT-44 and BT-58, net
    BT-109, tax BT-110, total BT-112. Amounts are minor units; those of a credit note are what is credited.
    """

    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    number = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField(help_text="in the kind's numbers of the year, from 1 without gaps")
    order = models.ForeignKey("billing.Order", on_delete=models.PROTECT, related_name="documents")
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", help_text="the invoice"
    )
    subject = models.CharField(max_length=12, help_text="reference of the booking")
    issued_at = models.DateTimeField()
    issued_on = models.DateField(help_text="the date at the seller's")
    due_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=12)
    seller_name = models.CharField(max_length=120)
    seller_address = models.TextField(blank=True, help_text="lines, without the country")
    seller_country = models.CharField(max_length=2)
    seller_vat_number = models.CharField(max_length=40, blank=True)
    seller_email = models.EmailField(blank=True)
    seller_phone = models.CharField(max_length=40, blank=True)
    buyer_name = models.CharField(max_length=120)
    buyer_email = models.EmailField()
    currency = models.CharField(max_length=3)
    tax_included = models.BooleanField(help_text="whether amounts of lines contain their tax")
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    total = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="billing_document_number"),
            models.UniqueConstraint(fields=["organization", "kind", "year", "place"], name="billing_document_place"),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(kind=DocumentKind.INVOICE), name="billing_one_invoice"
            ),
            models.CheckConstraint(condition=models.Q(total=models.F("net") + models.F("tax")), name="billing_net_tax"),
            models.CheckConstraint(
                condition=models.Q(kind=DocumentKind.INVOICE, corrects=None)
                | models.Q(kind=DocumentKind.CREDIT_NOTE, corrects__isnull=False),
                name="billing_corrects",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "subject"], name="billing_document_subject"),
            models.Index(fields=["organization", "issued_on"], name="billing_document_issued"),
        ]

    def __str__(self):
        return self.number

    @property
    def total_money(self) -> Money:
        return Money(self.total, self.currency)


class DocumentLine(Owned):
    """One line (EN 16931-1 BG-25). `tax` is contained in `total` or comes on top, as the document says."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    total = models.BigIntegerField()
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    tax = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="billing_document_line"),
        ]

    def __str__(self):
        return self.description


keep_append_only("billing_document", what="documents are")
keep_append_only("billing_documentline", what="lines of documents are")
