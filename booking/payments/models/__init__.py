from booking.payments.models.accounts import ProviderAccount
from booking.payments.models.bank import BankEntry, BankMatch, BankStatement
from booking.payments.models.messages import ProviderMessage
from booking.payments.models.payments import Payment, Refund

__all__ = ["BankEntry", "BankMatch", "BankStatement", "Payment", "ProviderAccount", "ProviderMessage", "Refund"]
