"""Who may edit an organization's pages, pictures and documents in the admin."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from booking.accounts.models import Membership, Organization
from booking.accounts.models.user import Role
from booking.core.transactions import transactional

# Without bulk deletion, which would let an editor delete the site's root with all that is below it.
EDITORS_ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
AUTHORS_ON_PAGES = ("add_page", "change_page")
EDITORS_ON_FILES = (
    *("add_image", "change_image", "delete_image", "choose_image"),
    *("add_document", "change_document", "delete_document", "choose_document"),
)
AUTHORS_ON_FILES = ("add_image", "choose_image", "add_document", "choose_document")


@transactional
def grant_page_permissions(root: Page, *, organization: Organization) -> None:
    """Owners and admins edit and publish, instructors write drafts; each in the organization's own tree only.

    Membership decides: who is no longer a member loses the group.
    """
    files = collection_of(organization)
    editors, _ = Group.objects.get_or_create(name=f"{organization.slug}: editors")
    authors, _ = Group.objects.get_or_create(name=f"{organization.slug}: authors")
    _grant(editors, page=root, on_page=EDITORS_ON_PAGES, collection=files, on_files=EDITORS_ON_FILES)
    _grant(authors, page=root, on_page=AUTHORS_ON_PAGES, collection=files, on_files=AUTHORS_ON_FILES)
    _fill(editors, roles=(Role.OWNER, Role.ADMIN))
    _fill(authors, roles=(Role.INSTRUCTOR,))


def collection_of(organization: Organization) -> Collection:
    """The organization's own collection of pictures and documents; made when it is missing."""
    top = Collection.get_first_root_node()
    found = top.get_children().filter(name=organization.slug).first()
    return found or top.add_child(name=organization.slug)


def _grant(
    group: Group, *, page: Page, on_page: Iterable[str], collection: Collection, on_files: Iterable[str]
) -> None:
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    for codename in on_page:
        permission = _permission("wagtailcore", codename)
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)
    for codename in on_files:
        room = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
        permission = _permission(room, codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permission(room: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=room, codename=codename)


def _fill(group: Group, *, roles: Iterable[Role]) -> None:
    members = Membership.objects.filter(role__in=list(roles))
    group.user_set.set(members.values_list("user_id", flat=True))
