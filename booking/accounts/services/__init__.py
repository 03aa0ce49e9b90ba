from booking.accounts.services.creating import grant_creating, withdraw_creating
from booking.accounts.services.save_domains import save_domains
from booking.accounts.services.save_member import save_member
from booking.accounts.services.save_organization import save_organization
from booking.accounts.services.tokens import make_token, revoke_token

__all__ = [
    "grant_creating",
    "make_token",
    "revoke_token",
    "save_domains",
    "save_member",
    "save_organization",
    "withdraw_creating",
]
