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


B, S = BookingStatus, SeatStatus

BOOKING_MOVES: dict[str, frozenset[str]] = {
    B.RESERVED: frozenset({B.REQUESTED, B.CONFIRMED, B.EXPIRED}),
    B.REQUESTED: frozenset({B.CONFIRMED, B.DECLINED, B.EXPIRED, B.CANCELLED}),
    B.CONFIRMED: frozenset({B.IN_PROGRESS, B.CANCELLED}),
    B.IN_PROGRESS: frozenset({B.COMPLETED, B.CANCELLED}),
    B.COMPLETED: frozenset(),
    B.DECLINED: frozenset(),
    B.EXPIRED: frozenset(),
    B.CANCELLED: frozenset(),
}

SEAT_MOVES: dict[str, frozenset[str]] = {
    S.BOOKED: frozenset({S.CHECKED_IN, S.NO_SHOW, S.EXCUSED, S.RELEASED}),
    S.CHECKED_IN: frozenset({S.ATTENDED}),
    S.ATTENDED: frozenset(),
    S.NO_SHOW: frozenset(),
    S.EXCUSED: frozenset(),
    S.RELEASED: frozenset(),
}

# A booking in one of these gives its places and times back.
ENDED = frozenset({B.DECLINED, B.EXPIRED, B.CANCELLED})

# These keep their places and times until a deadline only.
WAITING = frozenset({B.RESERVED, B.REQUESTED})
