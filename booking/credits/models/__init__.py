from booking.credits.models.wallets import Entry, Lot, Wallet

__all__ = ["Entry", "Lot", "Wallet"]
