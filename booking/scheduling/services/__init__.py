from booking.scheduling.services.adding import open_overflow
from booking.scheduling.services.announcing import Announcement, announce_event
from booking.scheduling.services.calling_off import call_off_following, call_off_run, call_off_session
from booking.scheduling.services.capacity import give_places_back, take_places
from booking.scheduling.services.changing_units import change_to_free_units
from booking.scheduling.services.complete import complete_session
from booking.scheduling.services.moving import move_following, move_session
from booking.scheduling.services.occupation import SOURCE
from booking.scheduling.services.outlook import guarantee_session
from booking.scheduling.services.resizing import change_capacity, change_capacity_following
from booking.scheduling.services.restaffing import restaff_following, restaff_session
from booking.scheduling.services.series import extend_series, save_series
from booking.scheduling.services.single import (
    ask_for_session,
    book_session,
    drop_single_sessions,
    grant_session,
    hold_session,
    keep_session,
    move_single_session,
)

__all__ = [
    "SOURCE",
    "Announcement",
    "announce_event",
    "ask_for_session",
    "book_session",
    "call_off_following",
    "call_off_run",
    "call_off_session",
    "change_capacity",
    "change_capacity_following",
    "change_to_free_units",
    "complete_session",
    "drop_single_sessions",
    "extend_series",
    "give_places_back",
    "grant_session",
    "guarantee_session",
    "hold_session",
    "keep_session",
    "move_single_session",
    "move_following",
    "move_session",
    "open_overflow",
    "restaff_following",
    "restaff_session",
    "save_series",
    "take_places",
]
