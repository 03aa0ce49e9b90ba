from rest_framework import serializers

from booking.api.shapes.values import MoneyShape
from booking.reservations.states import FeeKind, FeeStatus


class FeeShape(serializers.Serializer):
    reference = serializers.CharField()
    kind = serializers.ChoiceField(choices=FeeKind.values)
    status = serializers.ChoiceField(choices=FeeStatus.values)
    session = serializers.CharField(help_text="reference of the one that was missed")
    amount = MoneyShape()
    due = serializers.DateTimeField(allow_null=True, help_text="while pending: when it is charged")
    reason = serializers.CharField(help_text="for which it was waived")


class FeesShape(serializers.Serializer):
    reference = serializers.CharField(help_text="of the booking")
    fees = FeeShape(many=True)
