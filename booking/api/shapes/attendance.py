from rest_framework import serializers

from booking.reservations.states import SeatStatus
from booking.scheduling.states import SessionStatus


class SeatShape(serializers.Serializer):
    number = serializers.IntegerField(help_text="1 to the booking's quantity")
    status = serializers.ChoiceField(choices=SeatStatus.values)


class SeatsShape(serializers.Serializer):
    reference = serializers.CharField(help_text="of the booking")
    session = serializers.CharField(help_text="reference")
    places = SeatShape(many=True)


class RosterSeatShape(SeatShape):
    booking = serializers.CharField(help_text="reference")
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    variant = serializers.CharField(help_text="slug")


class TallyShape(serializers.Serializer):
    expected = serializers.IntegerField()
    came = serializers.IntegerField()
    absent = serializers.IntegerField()
    excused = serializers.IntegerField()
    released = serializers.IntegerField(help_text="given up")
    rate = serializers.IntegerField(allow_null=True, help_text="per cent that came, of those decided on")


class RosterShape(serializers.Serializer):
    reference = serializers.CharField()
    offering = serializers.CharField(help_text="slug")
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()
    status = serializers.ChoiceField(choices=SessionStatus.values)
    capacity = serializers.IntegerField(allow_null=True, help_text="null = unlimited")
    tally = TallyShape()
    places = RosterSeatShape(many=True)
