from booking.calendars.services.occupy import Occupation, entry_for, occupy
from booking.calendars.services.owners import make_room_owner, owner_for_instructor, set_buffers
from booking.calendars.services.recurrences import move_occurrence, save_recurrence, skip_occurrence
from booking.calendars.services.release import keep_entries, release

__all__ = [
    "Occupation",
    "entry_for",
    "keep_entries",
    "make_room_owner",
    "move_occurrence",
    "occupy",
    "owner_for_instructor",
    "release",
    "save_recurrence",
    "set_buffers",
    "skip_occurrence",
]
