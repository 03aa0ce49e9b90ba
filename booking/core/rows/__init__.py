"""Rows on the path of a sale, read and written with SQL that is made once.

Django builds every statement anew, which costs several times what the database needs to run it. These functions read
and write by the same fields as `filter` and `save` would, and leave out what the path of a sale has no use for:
signals, defaults of the database, parents by inheritance. Everywhere else, use the ORM.
"""

from booking.core.rows.finding import find_or_insert
from booking.core.rows.joined import select_along
from booking.core.rows.keys import reserve_keys
from booking.core.rows.reading import select, select_to_lock
from booking.core.rows.writing import insert, insert_later, insert_unless_known, keep_at_hand, update, update_later

__all__ = [
    "find_or_insert",
    "insert",
    "insert_later",
    "insert_unless_known",
    "keep_at_hand",
    "reserve_keys",
    "select",
    "select_along",
    "select_to_lock",
    "update",
    "update_later",
]
