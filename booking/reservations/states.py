"""The lifecycles of a booking and of a seat (DESIGN, States)."""

from django.db import models


class BookingStatus(models.TextChoices):
    RESERVED = "reserved"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class SeatStatus(models.TextChoices):
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    RELEASED = "released"


class BookingType(models.TextChoices):
    FIRM = "firm"
    REQUEST = "request"


class Side(models.TextChoices):
    STAFF = "staff"
    CUSTOMER = "customer"


class ProposalStatus(models.TextChoices):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"
    ENDED = "ended"


class FeeKind(models.TextChoices):
    LATE_CANCEL = "late_cancel", "Cancelled late"
    NO_SHOW = "no_show", "Did not come"


class FeeStatus(models.TextChoices):
    PENDING = "pending"
    SPARED = "spared"
    WAIVED = "waived"
    CHARGED = "charged"
    DROPPED = "dropped"


F = FeeStatus

FEE_MOVES: dict[str, frozenset[str]] = {
    F.PENDING: frozenset({F.CHARGED, F.WAIVED, F.DROPPED}),
    # Somebody was there after all, or was not.
    F.SPARED: frozenset({F.DROPPED}),
    F.CHARGED: frozenset({F.DROPPED}),
    F.DROPPED: frozenset({F.PENDING, F.SPARED}),
    F.WAIVED: frozenset(),
}

B, S = BookingStatus, SeatStatus

BOOKING_MOVES: dict[str, frozenset[str]] = {
    B.RESERVED: frozenset({B.REQUESTED, B.CONFIRMED, B.EXPIRED}),
    # Approved, and to be paid before it is confirmed.
    B.REQUESTED: frozenset({B.RESERVED, B.CONFIRMED, B.DECLINED, B.EXPIRED, B.CANCELLED}),
    B.CONFIRMED: frozenset({B.IN_PROGRESS, B.CANCELLED}),
    B.IN_PROGRESS: frozenset({B.COMPLETED, B.CANCELLED}),
    B.COMPLETED: frozenset(),
    B.DECLINED: frozenset(),
    B.EXPIRED: frozenset(),
    B.CANCELLED: frozenset(),
}

# Paid too late, and still free: who takes the places again says so, and nobody gets there by being late.
REVIVALS: dict[str, frozenset[str]] = {**BOOKING_MOVES, B.EXPIRED: frozenset({B.CONFIRMED})}

SEAT_MOVES: dict[str, frozenset[str]] = {
    # Where nobody keeps a roster, who booked is taken to have come.
    S.BOOKED: frozenset({S.CHECKED_IN, S.ATTENDED, S.NO_SHOW, S.EXCUSED, S.RELEASED}),
    S.CHECKED_IN: frozenset({S.ATTENDED}),
    S.ATTENDED: frozenset(),
    S.NO_SHOW: frozenset(),
    S.EXCUSED: frozenset(),
    S.RELEASED: frozenset(),
}

# What somebody at the desk noted by mistake, and may still put right; the audit log keeps both.
SEAT_CORRECTIONS: dict[str, frozenset[str]] = {
    S.BOOKED: frozenset(),
    S.CHECKED_IN: frozenset({S.BOOKED, S.NO_SHOW, S.EXCUSED}),
    S.ATTENDED: frozenset({S.NO_SHOW, S.EXCUSED}),
    S.NO_SHOW: frozenset({S.BOOKED, S.CHECKED_IN, S.ATTENDED, S.EXCUSED}),
    S.EXCUSED: frozenset({S.BOOKED, S.CHECKED_IN, S.ATTENDED, S.NO_SHOW}),
    S.RELEASED: frozenset(),
}

# A booking in one of these gives its places and times back.
ENDED = frozenset({B.DECLINED, B.EXPIRED, B.CANCELLED})

# Why a booking ended whose payment was awaited.
UNPAID = "not paid in time"

# These keep their places and times until a deadline only.
WAITING = frozenset({B.RESERVED, B.REQUESTED})
