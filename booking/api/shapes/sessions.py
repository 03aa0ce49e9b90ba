from rest_framework import serializers

from booking.api.shapes.offerings import NamedShape
from booking.api.shapes.values import MoneyShape
from booking.scheduling.states import SessionStatus


class DateShape(serializers.Serializer):
    reference = serializers.CharField()
    offering = serializers.CharField(help_text="slug")
    title = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()
    status = serializers.ChoiceField(choices=SessionStatus.values)
    facilitators = NamedShape(many=True)
    capacity = serializers.IntegerField(allow_null=True, help_text="null = unlimited")
    overbooking = serializers.IntegerField()
    taken = serializers.IntegerField(help_text="places, those held for a checkout included")


class DatePageShape(serializers.Serializer):
    results = DateShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ChangedDatesShape(serializers.Serializer):
    sessions = DateShape(many=True)


class OverflowShape(serializers.Serializer):
    nearly_full = serializers.BooleanField()
    times = serializers.ListField(child=serializers.DateTimeField(), help_text="starts that are free for everybody")


class DatesPreviewShape(ChangedDatesShape):
    bookings = serializers.IntegerField(help_text="that have places in these dates")
    places = serializers.IntegerField()
    refund = MoneyShape(help_text="what would go back if the dates were called off")
