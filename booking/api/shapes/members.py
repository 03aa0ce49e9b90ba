from rest_framework import serializers

from booking.accounts.models.user import Role
from booking.accounts.rights import Right


class LentRightsShape(serializers.Serializer):
    instructor = serializers.CharField(help_text="slug")
    offering = serializers.CharField(help_text="slug")
    rights = serializers.ListField(child=serializers.ChoiceField(choices=Right.values))


class MemberShape(serializers.Serializer):
    reference = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.values)
    may_create_offerings = serializers.BooleanField()
    assists = LentRightsShape(many=True)


class MemberPageShape(serializers.Serializer):
    results = MemberShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
