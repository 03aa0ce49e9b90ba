from rest_framework import serializers

from booking.api.shapes.bookings import BookedSessionShape
from booking.reservations.states import BookingStatus


class RequesterShape(serializers.Serializer):
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)


class RequestShape(serializers.Serializer):
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=BookingStatus.values)
    offering = serializers.CharField(help_text="slug")
    variant = serializers.CharField(help_text="slug")
    quantity = serializers.IntegerField()
    customer = RequesterShape()
    sessions = BookedSessionShape(many=True)
    requested_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField(allow_null=True, help_text="while it waits: until when, or else it expires")
    manage_url = serializers.CharField(help_text="where staff answer it in the browser")


class RequestPageShape(serializers.Serializer):
    results = RequestShape(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
