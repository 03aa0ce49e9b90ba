from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication


class BookingToken(BaseAuthentication):
    """`Authorization: Booking <token>`, the secret of a booking's manage link. It becomes request.auth."""

    keyword = "booking"

    def authenticate(self, request):
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != self.keyword or not token.strip():
            return None
        return AnonymousUser(), token.strip()

    def authenticate_header(self, request):
        return "Booking"


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
