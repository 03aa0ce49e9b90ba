"""The admin's own API lists pictures and documents an editor may choose; Wagtail's would list every studio's."""

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


class OwnMedia:
    """Mixed into an API view of a collection's members."""

    actor, scope, rate_class = "staff", "media:read", "read"

    def get_queryset(self) -> QuerySet:
        everybodys = super().get_queryset()
        policy = policy_registry.get_by_type(everybodys.model)
        return everybodys & policy.instances_user_has_any_permission_for(self.request.user, ["choose", "change"])


class OwnImagesViewSet(OwnMedia, ImagesAdminAPIViewSet):
    pass


class OwnDocumentsViewSet(OwnMedia, DocumentsAdminAPIViewSet):
    pass
