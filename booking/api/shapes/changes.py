from rest_framework import serializers

from booking.api.shapes.bookings import BookingShape, ProgressShape
from booking.api.shapes.offerings import PolicyShape
from booking.api.shapes.values import MoneyShape


class ReschedulePreviewShape(serializers.Serializer):
    allowed = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="why not")
    session = serializers.CharField(help_text="reference of the session that would move")
    price_difference = MoneyShape(help_text="what it adds to the price")
    refund = MoneyShape()
    fee = MoneyShape()
    policy = PolicyShape()


class ChangedBookingShape(BookingShape):
    warnings = serializers.ListField(child=serializers.CharField(), help_text="rules that were gone over")


class NextPreviewShape(serializers.Serializer):
    allowed = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="why not")
    progress = ProgressShape()


class NoteShape(serializers.Serializer):
    text = serializers.CharField()
    at = serializers.DateTimeField()


class NotesShape(serializers.Serializer):
    customer = serializers.CharField(help_text="what whoever booked wrote")
    participant = NoteShape(many=True)
    staff = NoteShape(many=True)
