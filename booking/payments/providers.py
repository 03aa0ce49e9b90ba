"""The port of payment providers, and those that need no vendor: transfer, on site, free.

A provider is a class in `registry`; a plugin adds one the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from booking.accounts.models import Organization
from booking.core.iban import in_fours
from booking.core.registry import Registry
from booking.payments.models import Payment
from booking.payments.references import creditor_reference


@dataclass(frozen=True, slots=True)
class Bill:
    """Something to scan or print: the code alone and the slip as SVG, the slip on a sheet as PDF, in a language."""

    code: Callable[[], str]
    slip: Callable[[str], str]
    sheet: Callable[[str], bytes]


class PaymentProvider:
    """A way to pay. `pays` says which part is asked for at booking: "due_now" or "total"."""

    name: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str] = ""
    pays: ClassVar[str] = "due_now"

    def is_available(self, organization: Organization) -> bool:
        """Whether the organization has set up what this needs."""
        return True

    def instructions(self, payment: Payment) -> dict[str, str]:
        """What the payer has to know or do, as label and value."""
        return {}

    def bill(self, payment: Payment) -> Bill | None:
        """What a banking app can read, if there is such a thing."""
        return None


registry: Registry[type[PaymentProvider]] = Registry("payment provider")


@registry.register("transfer")
class Transfer(PaymentProvider):
    name = "transfer"
    label = "Bank transfer"
    description = "You get our bank details with the confirmation."

    def is_available(self, organization):
        return bool(organization.bank_iban)

    def instructions(self, payment):
        organization = payment.organization
        rows = {
            "Amount": str(payment.money),
            "Account holder": organization.bank_holder or organization.name,
            "IBAN": in_fours(organization.bank_iban),
            "Bank": organization.bank_name,
            "Reference": in_fours(creditor_reference(payment.reference)),
        }
        return {label: value for label, value in rows.items() if value}


@registry.register("on_site")
class OnSite(PaymentProvider):
    name = "on_site"
    label = "Pay on site"
    description = "You pay when you come."
    pays = "total"

    def instructions(self, payment):
        return {"Amount": str(payment.money), "When": "When you come to your first date"}


@registry.register("free")
class Free(PaymentProvider):
    name = "free"
    label = "Free"
    description = "There is nothing to pay."
    pays = "total"
