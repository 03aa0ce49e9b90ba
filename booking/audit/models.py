from django.db import models

from booking.accounts.models import Owned
from booking.core.ledgers import keep_append_only


class AuditRecord(Owned):
    """One change. `actor` is a label that survives the user: "customer", "system" or a mail address."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_reference = models.CharField(max_length=60)
    reason = models.CharField(max_length=500, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "subject_type", "subject_reference"], name="audit_subject"),
        ]

    def __str__(self):
        return f"{self.actor}: {self.action} {self.subject_type} {self.subject_reference}"


keep_append_only("audit_auditrecord", what="the audit log is")
