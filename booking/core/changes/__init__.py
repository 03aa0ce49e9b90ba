"""Noticing that what visitors see has changed, whoever changed it and however, and keeping what has not.

Triggers note every change to a watched table in the transaction of the change (`triggers`, `tables`), and what it is
a change of. A process asks for what was noted since it last asked, by one cheap query (`versions`), and keeps what it
computed for as long as nothing that it was computed from has changed and the clock has not made it wrong (`keeping`).
Whatever decides inside a lock reads anew.
"""

from booking.core.changes.keeping import Keeper, forget_all
from booking.core.changes.topics import CATALOGUE, EVERYTHING, Reads, reads_busy, reads_dates, reads_places
from booking.core.changes.versions import versions

__all__ = [
    "CATALOGUE",
    "EVERYTHING",
    "Keeper",
    "Reads",
    "forget_all",
    "reads_busy",
    "reads_dates",
    "reads_places",
    "versions",
]
