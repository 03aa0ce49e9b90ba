"""What is asked of a provider, and what it answers: plain values, whatever the vendor calls them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from booking.core.errors import AlmanacError
from booking.payments.states import Mode, PaymentStatus, RefundStatus


class ProviderAway(AlmanacError):
    """The provider cannot be reached or is busy; asking again later may help. What it did is not known."""

    code, status, title = "provider_away", 503, "The payment service cannot be reached right now"
    retry_after_seconds = 30


class ProviderRefused(AlmanacError):
    """The provider says no, for good; the detail says why, in words for the person concerned."""

    code, status, title = "provider_refused", 422, "The payment service refused"


class ForgedMessage(AlmanacError):
    """A message that is not the provider's, or not meant for this organization."""

    code, status, title = "forged", 400, "This message is not known to come from the payment service"


@dataclass(frozen=True, slots=True)
class Started:
    """A payment that the provider knows of. `handle` is what the payer's browser needs to pay."""

    ref: str
    account: str
    mode: Mode
    handle: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """A payment as the provider has it now. `payment` is our own reference, as the provider was told it."""

    ref: str
    account: str
    mode: Mode
    payment: str
    order: str
    amount: int
    currency: str
    status: PaymentStatus
    method: str = ""
    failure: str = ""
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund as the provider has it now."""

    ref: str
    amount: int
    currency: str
    status: RefundStatus
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says it is about, after its signature was found to be good."""

    vendor_id: str
    kind: str
    mode: Mode
    object_ref: str


@dataclass(frozen=True, slots=True)
class PageSources:
    """Origins that a page needs on which the provider's own fields stand."""

    scripts: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
