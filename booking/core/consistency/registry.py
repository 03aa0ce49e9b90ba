from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.core.registry import Registry

# What is owed for longer than this is not merely on its way.
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Fault:
    """One object that is not as it must be. `subject` names it by its public reference where it has one."""

    subject: str
    expected: str
    found: str


# Asked with the current instant while acting for one organization.
Check = Callable[[datetime], Iterator[Fault]]

registry: Registry[Check] = Registry("consistency check")
