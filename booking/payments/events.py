"""What happens to money on its way, once the provider, the bank or the staff have said so."""

from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class PaymentProcessing(Event):
    """The payer has done their part, and a bank takes its time."""

    payment_id: int


@dataclass(frozen=True)
class PaymentCompleted(Event):
    """The money is here."""

    payment_id: int


@dataclass(frozen=True)
class PaymentFailed(Event):
    """It was refused, or nobody paid in time; it may still be tried again."""

    payment_id: int


@dataclass(frozen=True)
class RefundOwed(Event):
    """Money has to go back."""

    refund_id: int


@dataclass(frozen=True)
class RefundCompleted(Event):
    """The money has gone back."""

    refund_id: int


@dataclass(frozen=True)
class RefundFailed(Event):
    """It could not be sent back, and somebody has to look."""

    refund_id: int


@dataclass(frozen=True)
class PaymentDisputed(Event):
    """The payer's bank takes the money back, at least until it is decided."""

    payment_id: int


@dataclass(frozen=True)
class BankEntriesDue(Event):
    """Entries of a bank's file are still to be matched."""

    statement_id: int


@dataclass(frozen=True)
class InstallmentAsked(Event):
    """A part of an order has become due, and a payment of it is awaited."""

    installment_id: int


@dataclass(frozen=True)
class InstallmentReminded(Event):
    """It is time for a step of the dunning schedule, in days from the due date."""

    installment_id: int
    days: int


@dataclass(frozen=True)
class AccessSuspended(Event):
    """What was ordered is closed until it is paid; places are kept."""

    plan_id: int


@dataclass(frozen=True)
class AccessRestored(Event):
    """What was due is here, or owed no more."""

    plan_id: int
