"""Who asks: the holder of a booking's secret, a program of a member, or a member signed in at the admin."""

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication

from booking.accounts.authority import staff_by_token, staff_of
from booking.core.clock import now


class BookingToken(BaseAuthentication):
    """`Authorization: Booking <token>`, the secret of a booking's manage link. It becomes request.auth."""

    def authenticate(self, request):
        token = _credential(request, scheme="booking")
        return (AnonymousUser(), token) if token else None

    def authenticate_header(self, request):
        return "Booking"


class StaffToken(BaseAuthentication):
    """`Authorization: Bearer <token>`, an access token of a member. Its Staff becomes request.auth."""

    def authenticate(self, request):
        token = _credential(request, scheme="bearer")
        if not token or request._request.organization is None:
            return None
        staff = staff_by_token(token, now=now())
        return (staff.user, staff) if staff else None

    def authenticate_header(self, request):
        return "Bearer"


class StaffSession(SessionAuthentication):
    """The session of the admin, for pages of the same site. What changes something needs the CSRF token."""

    def authenticate(self, request):
        asked = request._request
        staff = staff_of(asked.user) if asked.organization is not None else None
        if staff is None:
            return None
        self.enforce_csrf(request)
        return staff.user, staff


class BookingTokenScheme(OpenApiAuthenticationExtension):
    target_class = BookingToken
    name = "bookingToken"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Booking <token>`, with the token that the answer to POST /bookings/ carries.",
        }


class StaffTokenScheme(OpenApiAuthenticationExtension):
    target_class = StaffToken
    name = "staffToken"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token of somebody who works for the studio: `manage.py make_token`.",
        }


class StaffSessionScheme(OpenApiAuthenticationExtension):
    target_class = StaffSession
    name = "staffSession"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Signed in at the admin; changes need the header X-CSRFToken.",
        }


def _credential(request, *, scheme: str) -> str:
    given, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return secret.strip() if given.lower() == scheme else ""
