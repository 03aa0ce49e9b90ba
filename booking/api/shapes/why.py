from rest_framework import serializers

from booking.api.shapes.offerings import SlotShape
from booking.availability.rules.causes import Cause


class ReasonShape(serializers.Serializer):
    cause = serializers.ChoiceField(choices=[cause.value for cause in Cause])
    text = serializers.CharField(help_text="in words, with the rule, entry or buffer that removed it")


class RemovedShape(serializers.Serializer):
    start = serializers.DateTimeField()
    reasons = ReasonShape(many=True)


class WhyShape(serializers.Serializer):
    timezone = serializers.CharField(help_text="the instructor's")
    note = serializers.CharField(allow_blank=True, help_text="why there is nothing to remove anything from")
    offered = SlotShape(many=True)
    removed = RemovedShape(many=True)
