"""Wagtail's form for a link to another site, which breaks on a form that has no address at all."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import ExternalLinkView

from booking.core.limits import declares


class WholeExternalLinkView(ExternalLinkView):
    def post(self, request: HttpRequest) -> HttpResponse:
        if f"{self.form_prefix}-url" not in request.POST:
            raise BadRequest("The form has no address.")
        return super().post(request)


_guarded = require_admin_access(WholeExternalLinkView.as_view())
choose_external_link = declares(actor="staff", scope="pages:edit", rate_class="read")(_guarded)
