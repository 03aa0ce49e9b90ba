"""The port of payment providers, and those that need no vendor: transfer, on site, free.

A provider is a class in `registry`; a plugin adds one the same way.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from booking.accounts.models import Organization
from booking.core.iban import in_fours
from booking.core.registry import Registry
from booking.payments.facts import Facts, PageSources, RefundFacts, Started, Told
from booking.payments.models import Payment, ProviderAccount, Refund
from booking.payments.references import creditor_reference
from booking.payments.states import Mode


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
    # Whether staff, or a file of the bank, say that the money has come.
    is_by_hand: ClassVar[bool] = True
    # Whether the bank's files tell of it too.
    is_by_bank: ClassVar[bool] = False
    # Whether it uses what somebody has in store.
    is_prepaid: ClassVar[bool] = False

    def is_available(self, organization: Organization) -> bool:
        """Whether the organization has set up what this needs."""
        return True

    def instructions(self, payment: Payment) -> dict[str, str]:
        """What the payer has to know or do, as label and value."""
        return {}

    def bill(self, payment: Payment) -> Bill | None:
        """What a banking app can read, if there is such a thing."""
        return None


class OnlineProvider(PaymentProvider):
    """A way to pay that a vendor carries out. What is due on booking is paid before the booking is confirmed.

    All but the last three methods ask the vendor over the network, so never call them inside a transaction. They raise
    ProviderAway when it cannot be told what happened, and may be repeated: a vendor does what has our reference once.
    They raise ProviderRefused for a no.
    """

    # What the settings ask for: by name, a label, and the text that real values begin with for test and live.
    public_key: ClassVar[tuple[str, Mapping[Mode, str]]]
    secret_keys: ClassVar[Mapping[str, tuple[str, Mapping[Mode, tuple[str, ...]]]]]

    is_by_hand = False

    def is_available(self, organization):
        return self.name in organization.online_payments

    @abstractmethod
    def start(self, payment: Payment, *, account: ProviderAccount) -> Started:
        """Tell the vendor of a payment that somebody will make in their browser."""

    @abstractmethod
    def host(self, payment: Payment, *, account: ProviderAccount, return_url: str) -> Started:
        """The same on a page of the vendor's own, which needs no script; the handle has its `url`.

        What was started before is given up first. The payer comes back to `return_url`, whatever happened.
        """

    @abstractmethod
    def look(self, payment: Payment, *, account: ProviderAccount) -> Facts:
        """The payment as it is now."""

    @abstractmethod
    def cancel(self, payment: Payment, *, account: ProviderAccount) -> Facts:
        """See to it that nobody can make the payment any more; what has happened already stays so."""

    @abstractmethod
    def refund(self, refund: Refund, *, account: ProviderAccount) -> RefundFacts:
        """Send money back, or look at what became of that."""

    @abstractmethod
    def name_account(self, *, mode: Mode, secrets: Mapping[str, str]) -> str:
        """What the vendor calls the account that the keys belong to."""

    @abstractmethod
    def read_message(
        self, body: bytes, *, headers: Mapping[str, str], accounts: list[ProviderAccount], now: datetime
    ) -> Told:
        """Raises ForgedMessage unless the vendor signed it for one of the accounts, a short while ago."""

    @abstractmethod
    def page_sources(self) -> PageSources:
        """What a page may load on which the payment is made."""


registry: Registry[type[PaymentProvider]] = Registry("payment provider")


@registry.register("transfer")
class Transfer(PaymentProvider):
    name = "transfer"
    label = "Bank transfer"
    description = "You get our bank details with the confirmation."
    is_by_bank = True

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


def online_provider(name: str) -> OnlineProvider | None:
    """The provider of this name if a vendor carries out its payments."""
    kind = registry.get(name) if name in registry else None
    return kind() if kind and issubclass(kind, OnlineProvider) else None
