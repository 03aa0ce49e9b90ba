import re
from collections.abc import Iterable
from datetime import datetime

from booking.accounts.authority import TOKEN_PURPOSE
from booking.accounts.models import AccessToken, Membership
from booking.accounts.models.tokens import EVERY_SCOPE
from booking.core.codes import hash_token, new_token
from booking.core.errors import Invalid
from booking.core.transactions import transactional

_SCOPE = re.compile(r"[a-z-]+:[a-z-]+")


@transactional
def make_token(
    membership: Membership, *, name: str, scopes: Iterable[str], expires_at: datetime, now: datetime
) -> tuple[AccessToken, str]:
    """A token and its secret, which is told this once. Raises Invalid for what is no scope, and for none at all."""
    wanted = sorted(set(scopes))
    strange = [scope for scope in wanted if scope != EVERY_SCOPE and not _SCOPE.fullmatch(scope)]
    if strange or not wanted:
        wrong = ", ".join(strange) or "nothing"
        raise Invalid(fields={"scopes": [f"{wrong} is no scope; write bookings:manage, or *"]})
    secret = new_token()
    token = AccessToken.objects.create(
        membership=membership,
        name=name,
        token_hash=hash_token(secret, purpose=TOKEN_PURPOSE),
        scopes=wanted,
        created_at=now,
        expires_at=expires_at,
    )
    return token, secret


@transactional
def revoke_token(token: AccessToken, *, now: datetime) -> None:
    """From now on it opens nothing. Repeating it is quiet."""
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
