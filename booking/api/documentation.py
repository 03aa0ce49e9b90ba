"""How the OpenAPI document is made: what it leaves out, and how it names things."""

from drf_spectacular.openapi import AutoSchema

# Applied when the app is ready.
GENERATOR = {
    "PREPROCESSING_HOOKS": ["booking.api.documentation.keep_own_endpoints"],
    "POSTPROCESSING_HOOKS": ["booking.api.documentation.drop_marks"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "TAGS": [
        {"name": "Offerings", "description": "What can be booked, and when."},
        {"name": "People", "description": "Who holds the offerings."},
        {"name": "Bookings", "description": "Prices, bookings and what becomes of them."},
    ],
}


def keep_own_endpoints(endpoints: list[tuple], **kwargs) -> list[tuple]:
    """Wagtail's admin has an API of its own that is no business of clients."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def drop_marks(result: object, **kwargs) -> object:
    """The generator marks enumerations to name them; they stay where they are used instead."""
    if isinstance(result, dict):
        result.pop("x-spec-enum-id", None)
        for value in result.values():
            drop_marks(value)
    elif isinstance(result, list):
        for value in result:
            drop_marks(value)
    return result


class ApiSchema(AutoSchema):
    """The first line of a method's docstring is its summary, the rest its description."""

    def get_summary(self):
        return super().get_description().partition("\n")[0]

    def get_description(self):
        return super().get_description().partition("\n")[2].strip()

    def _get_serializer_name(self, serializer, direction, bypass_extensions=False):
        return super()._get_serializer_name(serializer, direction, bypass_extensions).removesuffix("Shape")
