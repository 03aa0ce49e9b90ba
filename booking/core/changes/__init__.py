"""Noticing that what visitors see has changed, whoever changed it and however, and keeping what has not.

Triggers note every change to a watched table in the transaction of the change (`triggers`, `tables`). A process asks
for what was noted since it last asked, by one cheap query (`versions`), and keeps what it computed for as long as
nothing has changed and the clock has not made it wrong (`keeping`). Whatever decides inside a lock reads anew.
"""

from booking.core.changes.keeping import Keeper, forget_all
from booking.core.changes.topics import Topic
from booking.core.changes.versions import versions

__all__ = ["Keeper", "Topic", "forget_all", "versions"]
