from django.conf import settings
from rest_framework import serializers

from booking.api.inputs.fields import Count, Line
from booking.api.inputs.strict import StrictSerializer


class AttendanceInput(StrictSerializer):
    """Which places of a booking; all in the session that is on now unless told otherwise."""

    session = Line(required=False, max_length=60, help_text="reference of one of the booking's sessions")
    places = serializers.ListField(
        child=Count(min_value=1, max_value=settings.MOST_PLACES_PER_BOOKING),
        required=False,
        allow_empty=False,
        max_length=settings.MOST_PLACES_PER_BOOKING,
        help_text="numbers of places, from 1 to the booking's quantity",
    )
