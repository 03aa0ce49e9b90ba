from booking.credits.services.adjust import adjust_credits
from booking.credits.services.give_back import give_back
from booking.credits.services.grant import Grant, grant, open_wallet
from booking.credits.services.lapse import lapse_due
from booking.credits.services.spend import spend

__all__ = ["Grant", "adjust_credits", "give_back", "grant", "lapse_due", "open_wallet", "spend"]
