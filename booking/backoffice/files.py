"""Files that staff take along."""

from django.http import HttpResponse


def download_of(content: bytes, *, name: str) -> HttpResponse:
    """A table as an attachment, which no browser opens in the studio's name."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
