"""What must be true of the data whatever happened: each room registers its checks, and one run asks them all.

A check is a set-based query of one organization's rows; it yields a fault for each object that is not as it must be.
Rooms keep theirs in a module called `consistency`, which is found when it is first needed. What is looked up for each
row is found by its key alone (`_base_manager`): SQLite without statistics would else read the organization each time.
"""

from booking.core.consistency.registry import LATE, Fault, registry
from booking.core.consistency.run import Finding, find_faults

__all__ = ["LATE", "Fault", "Finding", "find_faults", "registry"]
