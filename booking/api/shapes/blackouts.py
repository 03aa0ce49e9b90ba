from rest_framework import serializers


class BlackoutShape(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(help_text="not included")
    timezone = serializers.CharField()
    reason = serializers.CharField()
    keeps_booked = serializers.BooleanField(help_text="what was booked when it was laid takes place")


class BlackoutsShape(serializers.Serializer):
    results = BlackoutShape(many=True)
