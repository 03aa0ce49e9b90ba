from booking.availability.services.blackouts import (
    Absence,
    BlackoutHits,
    absence_between,
    foresee_blackout,
    lift_blackout,
    put_blackout,
    put_blackout_around,
)
from booking.availability.services.save_schedule import save_schedule

__all__ = [
    "Absence",
    "BlackoutHits",
    "absence_between",
    "foresee_blackout",
    "lift_blackout",
    "put_blackout",
    "put_blackout_around",
    "save_schedule",
]
