from booking.accounts.services.save_domains import save_domains
from booking.accounts.services.save_member import save_member
from booking.accounts.services.save_organization import save_organization
from booking.accounts.services.tokens import make_token, revoke_token

__all__ = ["make_token", "revoke_token", "save_domains", "save_member", "save_organization"]
