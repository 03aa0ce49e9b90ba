"""The right to create offerings, as a member has it. True when that changed something."""

from booking.accounts.models import Membership
from booking.core.transactions import transactional


@transactional
def grant_creating(membership: Membership) -> bool:
    """From now on they may create offerings."""
    return bool(Membership.objects.filter(pk=membership.pk, creates_offerings=False).update(creates_offerings=True))


@transactional
def withdraw_creating(membership: Membership) -> bool:
    """They may create no more offerings and keep those there are; managers may all the same."""
    return bool(Membership.objects.filter(pk=membership.pk, creates_offerings=True).update(creates_offerings=False))
