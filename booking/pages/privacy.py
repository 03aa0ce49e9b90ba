"""Who may see a page: the form names the groups of the editor's own studio only."""

from django.contrib.auth.models import Group
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.models import Page

from booking.pages.reach import reach


class OwnSetPrivacyView(SetPrivacyView):
    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if not self.request.user.is_superuser:
            pages = reach(self.request.user, model=Page)
            form.fields["groups"].queryset = Group.objects.filter(page_permissions__page__in=pages).distinct()
        return form
