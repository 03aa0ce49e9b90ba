from booking.payments.models.accounts import ProviderAccount
from booking.payments.models.messages import ProviderMessage
from booking.payments.models.payments import Payment, Refund

__all__ = ["Payment", "ProviderAccount", "ProviderMessage", "Refund"]
