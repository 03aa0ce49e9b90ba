"""What every request passes: the input gate on the way in, the content security policy on the way out."""

import re
import secrets

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import resolve

from booking.api.problems import Problem, respond_with
from booking.core.errors import AlmanacError, Malformed
from booking.core.gate import check_text

# Addresses beyond this are cut off by many servers and browsers on the way (RFC 9110 §4.1).
LONGEST_QUERY = 8000
# More do not fit into the 64 bits of a database's number.
LONGEST_NUMBER = 18
# Parameters of Wagtail's that become part of an address as they are.
ADMIN_NUMBERS = frozenset({"parent_page_id"})
PROBES = ("/healthz", "/readyz")
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
# What the admin's scripts send besides. Pages and generic views would answer any method as if it were GET or POST.
RARE_METHODS = {
    "PATCH": re.compile(r"/admin/dismissibles/"),
    "DELETE": re.compile(r"/admin/.+/preview/"),
}

POLICY = "Content-Security-Policy"
_SITE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; form-action 'self'; frame-ancestors 'self'"
)
# The admin's libraries write styles into the page; its scripts are files, and pages in a preview have this nonce.
_ADMIN = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'self'"
)


class AddressTooLong(AlmanacError):
    code, status, title = "address_too_long", 414, "The address is too long"


class BodyTooLarge(AlmanacError):
    code, status, title = "too_large", 413, "The request is too large"


class InputGateMiddleware:
    """Refuses methods that nothing here is made for, and text that no database, mail or page can carry.

    Probes are answered here, before anything asks which studio a host belongs to: they come by any host name, and a
    database that is down must not take the health of the process with it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path in PROBES:
            return resolve(request.path_info).func(request)
        if not has_known_method(request):
            return HttpResponseNotAllowed(METHODS)
        try:
            check_address(request)
            check_form(request)
        except AlmanacError as refusal:
            return _refuse(request, refusal)
        except SuspiciousOperation:
            return _refuse(request, Malformed("The request has too many fields or is too large."))
        return self.get_response(request)


class ContentSecurityPolicyMiddleware:
    """A nonce per request, and a policy on every answer that has none of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.csp_nonce = secrets.token_urlsafe(16)
        response = self.get_response(request)
        if request.path.startswith("/documents/") and "Content-Disposition" in response.headers:
            response.headers[POLICY] = "sandbox; default-src 'none'"
        elif request.path.startswith("/admin/"):
            response.headers.setdefault(POLICY, _ADMIN.format(nonce=request.csp_nonce))
        else:
            response.headers.setdefault(POLICY, _SITE.format(nonce=request.csp_nonce))
        return response


def has_known_method(request: HttpRequest) -> bool:
    """Whether anything at the address may be made for the method. The API says so itself, as a problem document."""
    if request.method in METHODS or request.path.startswith("/api/"):
        return True
    rare = RARE_METHODS.get(request.method)
    return rare is not None and rare.fullmatch(request.path) is not None


def check_address(request: HttpRequest) -> None:
    """Raises Malformed, AddressTooLong, BodyTooLarge, or SuspiciousOperation for too many parameters."""
    if _is_too_large(request):
        raise BodyTooLarge("Send less than a megabyte.")
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise AddressTooLong(f"Everything after the question mark may have {LONGEST_QUERY:,} characters.")
    check_text(request.path)
    for name, values in request.GET.lists():
        check_text(name)
        for value in values:
            check_text(value)
            if request.path.startswith("/admin/"):
                check_admin_number(name, value)


def check_admin_number(name: str, value: str) -> None:
    """Wagtail hands numbers to the database and to addresses unread. Raises Malformed for what breaks them there."""
    if value.isdecimal() and len(value) > LONGEST_NUMBER:
        raise Malformed(f"Numbers have at most {LONGEST_NUMBER} digits.")
    if name in ADMIN_NUMBERS and value and not (value.isascii() and value.isdecimal()):
        raise Malformed(f"{name} is a number.")


def _is_too_large(request: HttpRequest) -> bool:
    """Only staff upload files, in the admin; nobody else may fill the disk with what is parsed before it is refused."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return not request.path.startswith("/admin/") and length.isdigit() and int(length) > limit


def check_form(request: HttpRequest) -> None:
    """Names of form fields are ours; values may hold odd characters that the form itself explains, but never NUL."""
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return
    if request.path.startswith("/api/"):
        return
    for name, values in request.POST.lists():
        check_text(name)
        if any("\x00" in value for value in values):
            raise Malformed("The form contains a character that nobody types.")


def _refuse(request: HttpRequest, refusal: AlmanacError) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = Problem(refusal.status, refusal.code, refusal.title, refusal.detail)
        return respond_with(problem)
    return HttpResponse(refusal.detail, status=refusal.status, content_type="text/plain; charset=utf-8")
