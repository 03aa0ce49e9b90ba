from django.db import models
from django.utils.translation import gettext_lazy as _

# The unit of what is no money; a balance in money has the code of its currency.
CREDIT = "credit"


class EntryKind(models.TextChoices):
    """What moved the rest of a lot."""

    GRANT = "grant", _("Received")
    SPEND = "spend", _("Used")
    RETURN = "return", _("Given back")
    DEBIT = "debit", _("Taken off")
    LAPSE = "lapse", _("Lapsed")
