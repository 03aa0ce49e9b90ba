from rest_framework import serializers


class MoneyShape(serializers.Serializer):
    amount = serializers.CharField(help_text="decimal, such as 120.00")
    currency = serializers.CharField(help_text="ISO 4217")


class NamedShape(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class PlaceShape(NamedShape):
    address = serializers.CharField()
    timezone = serializers.CharField()


class ProblemShape(serializers.Serializer):
    """RFC 9457. A refusal may say more in members of its own, such as `places_left`."""

    type = serializers.CharField(help_text="where the docs explain this problem")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="what happened and what to do")
    code = serializers.CharField(help_text="stable; for programs")
    fields = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="by field, such as customer.email",
    )


PROBLEMS = {
    400: "The request cannot be read, or has a field or parameter that does not exist.",
    401: "The token is missing.",
    403: "Not allowed, with the reasons.",
    404: "There is nothing here, or it is not yours.",
    409: "Somebody was faster: `slot_taken`, `sold_out` or `price_changed`; or `quote_expired`.",
    422: "Understood, but some values cannot be; `fields` says which.",
    429: "Too many requests. Wait as long as `Retry-After` says.",
    503: "Too many people at once; nothing was changed, or the database is away. Wait as long as `Retry-After` says.",
}
