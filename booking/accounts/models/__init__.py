from booking.accounts.models.organization import Domain, Organization
from booking.accounts.models.owned import Owned
from booking.accounts.models.tokens import AccessToken
from booking.accounts.models.user import Membership, User

__all__ = ["AccessToken", "Domain", "Membership", "Organization", "Owned", "User"]
