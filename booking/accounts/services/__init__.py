from booking.accounts.services.save_domains import save_domains
from booking.accounts.services.save_member import save_member
from booking.accounts.services.save_organization import save_organization

__all__ = ["save_domains", "save_member", "save_organization"]
