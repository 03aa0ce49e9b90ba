"""The admin's list of pages, with filters that name nobody from another organization."""

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.views.pages.listing import EditedByFilter, GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from booking.accounts.models import Membership, User
from booking.core.tenancy import acting_for_everyone
from booking.pages.privacy import OwnSetPrivacyView


def colleagues(request: HttpRequest) -> QuerySet[User]:
    """Everybody who is a member where the signed-in person is one; all users for a superuser."""
    if request.user.is_superuser:
        return User.objects.all()
    # Whom somebody works with follows from the person, not from the host name the admin was opened on.
    own = Membership._base_manager.filter(user=request.user).values("organization")
    with acting_for_everyone():
        known = set(Membership._base_manager.filter(organization__in=own).values_list("user", flat=True))
    return User.objects.filter(pk__in=known)


class OwnPageFilterSet(GenericPageFilterSet):
    owner = MultipleUserFilter(label=gettext_lazy("Owner"), queryset=colleagues, widget=CheckboxSelectMultiple)
    edited_by = EditedByFilter(label=gettext_lazy("Edited by"), queryset=colleagues, widget=CheckboxSelectMultiple)
    site = None


class OwnPageViewSet(PageViewSet):
    model = Page
    filterset_class = OwnPageFilterSet
    set_privacy_view_class = OwnSetPrivacyView
