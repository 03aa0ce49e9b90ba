"""What managers send about members."""

from rest_framework import serializers

from booking.accounts.rights import Right
from booking.api.inputs.fields import Line, OneOf
from booking.api.inputs.strict import StrictSerializer


class RightsInput(StrictSerializer):
    """Rights of one instructor for offerings that they hold."""

    instructor = Line(max_length=60, help_text="slug")
    offerings = serializers.ListField(child=Line(max_length=60), min_length=1, max_length=100, help_text="slugs")
    rights = serializers.ListField(child=OneOf(choices=Right.values), min_length=1, max_length=len(Right))
