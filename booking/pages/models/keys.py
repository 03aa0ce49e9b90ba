from django import forms
from django.db import models


class CatalogueKey(models.ForeignKey):
    """A foreign key from a page to a row of an organization.

    Pages are not scoped, so the form cannot ask the scoped manager which rows to offer: that is answered when the form
    is made, for the organization whose site the page stands in (see `booking.pages.forms`).
    """

    def formfield(self, **kwargs):
        nothing = self.remote_field.model._base_manager.none()
        return super(models.ForeignKey, self).formfield(
            **{"form_class": forms.ModelChoiceField, "queryset": nothing, **kwargs, "blank": self.blank}
        )

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
