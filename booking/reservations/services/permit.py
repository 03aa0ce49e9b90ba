"""Asking the policy before anything is changed, or going over it for a reason."""

from collections.abc import Callable, Sequence
from datetime import datetime

from booking.audit.services import record_change
from booking.core.errors import Invalid, NotAllowed
from booking.reservations.changing import STANDING, preview_reschedule
from booking.reservations.models import Booking, Seat

# Returns what it went over. Takes the booking and the seats, `actor`, `reason` and `now`.
Permit = Callable[..., tuple[str, ...]]


def ask_policy(booking: Booking, moving: Sequence[Seat], *, actor: str, reason: str, now: datetime) -> tuple[str, ...]:
    """Raises NotAllowed with the reasons when these seats may not be moved any more."""
    preview = preview_reschedule(booking, moving=moving, now=now)
    if not preview.allowed:
        raise NotAllowed(" ".join(preview.reasons), reasons=list(preview.reasons))
    return ()


def overrule_policy(
    booking: Booking, moving: Sequence[Seat], *, actor: str, reason: str, now: datetime
) -> tuple[str, ...]:
    """The reasons against it, which the audit log keeps with the reason for it.

    Raises Invalid without a reason, NotAllowed for a booking that does not stand.
    """
    preview = preview_reschedule(booking, moving=moving, now=now)
    if booking.status not in STANDING:
        raise NotAllowed(" ".join(preview.reasons), reasons=list(preview.reasons))
    require_reason(reason)
    if preview.reasons:
        record_overruling(booking, warnings=preview.reasons, actor=actor, reason=reason, now=now)
    return preview.reasons


def require_reason(reason: str) -> None:
    """Raises Invalid: whoever goes over the rules says why."""
    if not reason.strip():
        raise Invalid(fields={"reason": ["Say why the rules do not hold here."]})


def record_overruling(booking: Booking, *, warnings: Sequence[str], actor: str, reason: str, now: datetime) -> None:
    """The line of the audit log."""
    record_change(
        actor=actor,
        action="booking.policy_overruled",
        subject_type="booking",
        subject_reference=booking.reference,
        now=now,
        reason=reason,
        changes={"warnings": list(warnings)},
    )
