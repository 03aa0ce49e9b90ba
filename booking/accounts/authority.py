"""Who works for the organization, and how far: what faces ask before they show or change what is not public."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from booking.accounts.models import AccessToken, Membership, User
from booking.accounts.models.tokens import EVERY_SCOPE
from booking.accounts.models.user import Role
from booking.core.codes import hash_token

TOKEN_PURPOSE = "access"
_MANAGERS = (Role.OWNER, Role.ADMIN)
_EVERYTHING = frozenset({EVERY_SCOPE})


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at work for the active organization, signed in or through a token.

    Somebody who runs the installation is an owner everywhere, without a membership. `task` is what they are about to do
    (booking.accounts.rights): an assistant reaches what somebody trusted them with for it, and nothing without one.
    """

    user: User
    role: Role
    membership: Membership | None = None
    scopes: frozenset[str] = _EVERYTHING
    task: str = ""

    @property
    def is_manager(self) -> bool:
        """Owners and admins: everything of the organization is theirs."""
        return self.role in _MANAGERS

    @property
    def is_assistant(self) -> bool:
        return self.role == Role.ASSISTANT

    @property
    def may_create_offerings(self) -> bool:
        """Managers always; others as long as it is granted to them."""
        return self.is_manager or (self.membership is not None and self.membership.creates_offerings)

    @property
    def actor(self) -> str:
        """What the audit log calls them; it survives a change of name or address."""
        return f"staff:{self.user.pk}"

    def has_scope(self, scope: str) -> bool:
        return bool(self.scopes & {scope, EVERY_SCOPE})

    def about_to(self, task: str) -> "Staff":
        """The same person, for one request."""
        return replace(self, task=task)


def staff_of(user: AbstractBaseUser) -> Staff | None:
    """The person's standing in the active organization; None for everybody who does not work for it."""
    if not user.is_authenticated or not user.is_active:
        return None
    membership = Membership.objects.filter(user_id=user.pk).first()
    if membership is not None:
        return Staff(user, Role(membership.role), membership)
    return Staff(user, Role.OWNER) if user.is_superuser else None


def staff_by_token(token: str, *, now: datetime) -> Staff | None:
    """The member behind a token of the active organization; None when it is unknown, over or revoked."""
    stored = hash_token(token, purpose=TOKEN_PURPOSE)
    known = AccessToken.objects.filter(token_hash=stored, revoked_at=None, expires_at__gt=now)
    found = known.select_related("membership__user").first()
    if found is None or not found.membership.user.is_active:
        return None
    membership = found.membership
    return Staff(membership.user, Role(membership.role), membership, frozenset(found.scopes))
