"""For whom the running code acts: nobody, one organization, one person of it, or the installation as a whole.

`core.tenancy` sets the scope. The managers read it, and on PostgreSQL every transaction begins by telling it to the
database, whose policies (`core.walls`) say the same again.
"""

from contextvars import ContextVar
from dataclasses import dataclass

RUNTIME = "almanac_runtime"
INSTALLATION = "almanac_installation"
CUSTOMER = "almanac_customer"
INSTRUCTOR = "almanac_instructor"

# A narrow role reads only, and of what is personal only what belongs to its person.
NARROW = (CUSTOMER, INSTRUCTOR)
ROLES = (RUNTIME, INSTALLATION, *NARROW)


@dataclass(frozen=True, slots=True)
class Scope:
    """`role` is the PostgreSQL role that the statements run as; `person_id` a customer's or an instructor's."""

    organization_id: int | None = None
    role: str = RUNTIME
    person_id: int | None = None


NOBODY = Scope()
EVERYONE = Scope(role=INSTALLATION)

active: ContextVar[Scope] = ContextVar("almanac_scope", default=NOBODY)
