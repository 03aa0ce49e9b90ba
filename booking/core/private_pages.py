"""Pages that only the holder of a secret address sees: what they answer with, and what browsers may keep of them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from booking.core.errors import AlmanacError
from booking.core.gate import check_text


class SeeOther(HttpResponseRedirect):
    """The answer to a POST that worked: read on there (RFC 9110 §15.4.4)."""

    status_code = 303


def check_form(request: HttpRequest) -> None:
    """Raises Malformed for form fields that no database, mail or page can carry."""
    for name, values in request.POST.lists():
        check_text("".join((name, *values)))


def keep_private(response: HttpResponse) -> HttpResponse:
    """Neither stored nor indexed, and its address is told to nobody else (HARDENING H15)."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def offer_pdf(content: bytes, *, file_name: str) -> HttpResponse:
    """To be kept by whoever may see it, and by nobody on the way. The name holds no quotes."""
    return _offer(content, file_name=file_name, kind="application/pdf")


def offer_csv(content: bytes, *, file_name: str) -> HttpResponse:
    """The same for a table of `core.spreadsheets`."""
    return _offer(content, file_name=file_name, kind="text/csv; charset=utf-8")


def _offer(content: bytes, *, file_name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return keep_private(response)


def say_when_to_retry(response: HttpResponse, *, refusal: AlmanacError) -> HttpResponse:
    """Adds Retry-After to the answer to a refusal that passes by itself."""
    if refusal.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return response
