"""Free slots, decided without a clock, a database or Django.

Instants are whole seconds since 1970-01-01T00:00Z, ranges are half-open, durations in `Window`, `WorkingHours` and
`SlotRules` are minutes, and whatever belongs to a day or a week is read in the person's own IANA zone.
"""

from .conditions import ANYTHING, Audience, Conditions, DeclaredHours, Mode, Wish
from .decision import Decision, Outcome, Terms, decide, earliest, firm_from, terms_for
from .hours import SlotRules, Window, WorkingHours
from .ranges import merge
from .slots import Sweep, free_starts, is_free, sweep
from .units import is_within, outside, shut_stretches
from .wall_clock import instant

__all__ = [
    "ANYTHING",
    "Audience",
    "Conditions",
    "Decision",
    "DeclaredHours",
    "Mode",
    "Outcome",
    "SlotRules",
    "Sweep",
    "Terms",
    "Window",
    "Wish",
    "WorkingHours",
    "decide",
    "earliest",
    "firm_from",
    "free_starts",
    "instant",
    "is_free",
    "is_within",
    "merge",
    "outside",
    "shut_stretches",
    "sweep",
    "terms_for",
]
