from booking.calendars.services.hand_entries import hand_entries
from booking.calendars.services.occupy import Occupation, entry_for, occupy
from booking.calendars.services.owners import make_room_owner, make_twins, owner_for_instructor, set_buffers
from booking.calendars.services.recurrences import save_recurrence
from booking.calendars.services.release import ask_for_entries, grant_entries, hold_entries, keep_entries, release

__all__ = [
    "Occupation",
    "ask_for_entries",
    "entry_for",
    "grant_entries",
    "hold_entries",
    "hand_entries",
    "keep_entries",
    "make_room_owner",
    "make_twins",
    "occupy",
    "owner_for_instructor",
    "release",
    "save_recurrence",
    "set_buffers",
]
