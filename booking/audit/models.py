from django.db import models

from booking.accounts.models import Owned
from booking.core.guards import PREFIX, Guard, register
from booking.core.roles import append_only


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


register(
    Guard(
        name=f"{PREFIX}audit_append_only",
        table="audit_auditrecord",
        postgresql="CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END $$; CREATE TRIGGER {PREFIX}audit_append_only BEFORE UPDATE ON audit_auditrecord "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()",
        sqlite={
            "update": "BEFORE UPDATE ON audit_auditrecord BEGIN "
            "SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        },
    )
)
append_only("audit_auditrecord")
