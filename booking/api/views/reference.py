from functools import cache

from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from rest_framework.response import Response

from booking.api.manual import EXPLAINED, operations_of
from booking.api.views.base import PublicView
from booking.core.errors import NotFound


@cache
def openapi_document() -> dict:
    """The OpenAPI 3.1 document; the same for every studio, so made once."""
    return SchemaGenerator().get_schema(request=None, public=True)


class SchemaView(PublicView):
    actor, scope, rate_class = "anyone", "docs:read", "read"
    schema = None
    renderer_classes = (OpenApiJsonRenderer,)

    def get(self, request):
        return Response(openapi_document(), content_type="application/json")


class DocsView(TemplateView):
    """The reference as a plain page: what can be asked, with requests to copy."""

    actor, scope, rate_class = "anyone", "docs:read", "read"
    template_name = "api/docs.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs):
        base = self.request.build_absolute_uri("/").rstrip("/")
        return super().get_context_data(
            groups=operations_of(openapi_document(), base=base), problems=EXPLAINED, base=base, **kwargs
        )


class UnknownRouteView(PublicView):
    """Whatever else begins with /api/."""

    actor, scope, rate_class = "anyone", "none", "read"
    schema = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not request.path.endswith("/"):
            raise NotFound("There is nothing here. Addresses of this API end with a slash.")
        raise NotFound()
