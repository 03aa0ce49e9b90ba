from dataclasses import dataclass
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

from booking.core.consistency import plumbing  # noqa: F401  (registers the checks of this room)
from booking.core.consistency.registry import registry
from booking.core.tenancy import acting_for


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the check that found it and the organization (slug) it is in."""

    check: str
    organization: str
    subject: str
    expected: str
    found: str

    def __str__(self):
        return f"{self.organization}: {self.check}: {self.subject}: expected {self.expected}, found {self.found}"


def find_faults(organization, *, now: datetime) -> list[Finding]:
    """Everything that is not as it must be in one organization (an instance with a slug). Reads only."""
    autodiscover_modules("consistency")
    with acting_for(organization):
        return [
            Finding(name, organization.slug, fault.subject, fault.expected, fault.found)
            for name, check in registry
            for fault in check(now)
        ]
