from datetime import datetime

from booking.audit.models import AuditRecord
from booking.core.rows import insert_later


def record_change(
    *,
    actor: str,
    action: str,
    subject_type: str,
    subject_reference: str,
    now: datetime,
    reason: str = "",
    changes: dict[str, object] | None = None,
) -> AuditRecord:
    """Append to the log, in the caller's transaction. `changes` holds JSON values and no secrets."""
    record = AuditRecord(
        actor=actor,
        action=action,
        subject_type=subject_type,
        subject_reference=subject_reference,
        at=now,
        reason=reason,
        changes=changes or {},
    )
    insert_later(record)
    return record
