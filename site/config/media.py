"""Uploaded pictures, served without ever being executed: no scripts, no frames, and anything else as a download."""

import posixpath
from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from booking.core.limits import declares

# Wagtail's documents have an address of their own that knows who may read them.
_PRIVATE = "documents"
_PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}


@declares(actor="anyone", scope="media:read", rate_class="read")
@require_safe
def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file under MEDIA_ROOT; 404 for what is not there and for documents.

    A reverse proxy may serve the same folder instead, except for what is under documents/.
    """
    if posixpath.normpath(path).lstrip("/").split("/")[0].casefold() == _PRIVATE:
        raise Http404
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:
        raise Http404 from error
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "public, max-age=86400"
    if PurePosixPath(path).suffix.lower() not in _PICTURES:
        response.headers["Content-Disposition"] = "attachment"
    return response
