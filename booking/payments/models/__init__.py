from booking.payments.models.accounts import ProviderAccount
from booking.payments.models.bank import BankEntry, BankMatch, BankStatement
from booking.payments.models.messages import ProviderMessage
from booking.payments.models.payments import Payment, Refund
from booking.payments.models.plans import Installment, Plan

__all__ = [
    "BankEntry",
    "BankMatch",
    "BankStatement",
    "Installment",
    "Payment",
    "Plan",
    "ProviderAccount",
    "ProviderMessage",
    "Refund",
]
