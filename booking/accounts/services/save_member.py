from booking.accounts.models import Membership, User
from booking.accounts.models.user import Role
from booking.core.gate import fold_identity
from booking.core.tenancy import acting_for_everyone
from booking.core.transactions import transactional


@transactional
def save_member(email: str, *, name: str, role: str) -> Membership:
    """Give a person a role in the active organization, making the user on first sight with an unusable password.

    Whoever is invited to hold sessions may create offerings until that is withdrawn. The name of somebody who also
    works for another organization is left alone.
    """
    email = fold_identity(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, first_name=name)
    invited = {"role": role, "creates_offerings": role != Role.ASSISTANT}
    membership, created = Membership.objects.get_or_create(user=user, defaults=invited)
    if not created and membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
    if user.first_name != name and not _works_elsewhere(user, membership=membership):
        user.first_name, user.last_name = name, ""
        user.save(update_fields=["first_name", "last_name"])
    return membership


def _works_elsewhere(user: User, *, membership: Membership) -> bool:
    with acting_for_everyone():
        return Membership._base_manager.filter(user=user).exclude(pk=membership.pk).exists()
