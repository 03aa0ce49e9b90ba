"""Free slots, decided without a clock, a database or Django.

Instants are whole seconds since 1970-01-01T00:00Z, ranges are half-open, durations in `Window`, `WorkingHours` and
`SlotRules` are minutes, and whatever belongs to a day or a week is read in the person's own IANA zone.
"""

from .hours import SlotRules, Window, WorkingHours
from .ranges import merge
from .slots import free_starts, is_free
from .wall_clock import instant

__all__ = ["SlotRules", "Window", "WorkingHours", "free_starts", "instant", "is_free", "merge"]
