"""Writing down what was changed about a booking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from booking.audit.services import record_change
from booking.core.events import publish
from booking.core.rows import insert
from booking.reservations.events import BookingChanged
from booking.reservations.models import Booking, Modification
from booking.reservations.models.modifications import ModificationKind
from booking.scheduling.models import Session


@dataclass(frozen=True, slots=True)
class Changed:
    """A booking after a change, and the rules that were gone over."""

    booking: Booking
    warnings: tuple[str, ...] = ()


def record_modification(
    booking: Booking,
    *,
    kind: ModificationKind,
    before: Iterable[Session],
    after: Iterable[Session],
    actor: str,
    reason: str,
    now: datetime,
    money: Mapping[str, str] = MappingProxyType({}),
) -> Modification:
    """Keep what happened for the customer, audit it and tell everybody concerned."""
    changes: dict[str, object] = {
        "from": [noted(session) for session in before],
        "to": [noted(session) for session in after],
    }
    if money:
        changes["money"] = dict(money)
    modification = keep_modification(booking, kind=kind, changes=changes, actor=actor, reason=reason, now=now)
    publish(BookingChanged(booking_id=booking.pk, modification_id=modification.pk), now=now)
    return modification


def keep_modification(
    booking: Booking,
    *,
    kind: ModificationKind,
    changes: dict[str, object],
    actor: str,
    reason: str,
    now: datetime,
) -> Modification:
    """The same where others tell those whom it concerns; `changes` are sessions before and after, as `noted`."""
    modification = Modification(booking=booking, kind=kind, at=now, actor=actor, reason=reason, changes=changes)
    insert(modification)
    record_change(
        actor=actor,
        action=f"booking.{kind}",
        subject_type="booking",
        subject_reference=booking.reference,
        now=now,
        reason=reason,
        changes=changes,
    )
    return modification


def noted(session: Session) -> dict[str, str]:
    """A session as a modification keeps it."""
    return {
        "session": session.reference,
        "start": session.starts_at.isoformat(),
        "end": session.ends_at.isoformat(),
        "timezone": session.timezone,
    }
