from rest_framework import serializers


class WalletShape(serializers.Serializer):
    reference = serializers.CharField()
    name = serializers.CharField(help_text="of the customer")
    email = serializers.CharField(help_text="of the customer")
    credits = serializers.IntegerField(help_text="that can be used now")


class WalletPageShape(serializers.Serializer):
    results = WalletShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
