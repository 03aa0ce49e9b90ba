from django.db import models


class OrderStatus(models.TextChoices):
    OPEN = "open"
    PAID = "paid"
    VOID = "void"


class DocumentKind(models.TextChoices):
    """UNTDID 1001, as EN 16931 asks for it: 380 and 381."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


# What the numbers of a kind begin with.
PREFIXES = {DocumentKind.INVOICE: "", DocumentKind.CREDIT_NOTE: "C"}
