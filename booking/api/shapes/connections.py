from rest_framework import serializers

from booking.api.shapes.values import NamedShape
from booking.people.states import Relation

_RELATIONS = [relation.value for relation in Relation]


class ConnectShape(serializers.Serializer):
    status = serializers.ChoiceField(choices=["received"])


class ConnectionShape(serializers.Serializer):
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=_RELATIONS)
    instructor = NamedShape()
    name = serializers.CharField(help_text="of the customer")
    email = serializers.CharField(help_text="of the customer")
    requested_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class ConnectionPageShape(serializers.Serializer):
    results = ConnectionShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
