"""How the OpenAPI document is made: what it leaves out, and how it names things."""

from drf_spectacular.openapi import AutoSchema

from booking.api.inputs.fields import Line, Paragraphs

# What the input gate lets through (booking.core.gate), for regular expressions of any language.
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
SLUG = r"^[-a-zA-Z0-9_]+$"

# Applied when the app is ready.
GENERATOR = {
    "PREPROCESSING_HOOKS": ["booking.api.documentation.keep_own_endpoints"],
    "POSTPROCESSING_HOOKS": [
        "booking.api.documentation.drop_marks",
        "booking.api.documentation.describe_strictness",
    ],
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


def describe_strictness(result: dict, **kwargs) -> dict:
    """Bodies have no other members than these, parameters may be empty, and names in addresses are slugs."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Input"):
            schema["additionalProperties"] = False
    for methods in result["paths"].values():
        for described in methods.values():
            for parameter in described.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["schema"]["pattern"] = SLUG
                elif parameter["in"] == "query" and not parameter.get("required"):
                    parameter["allowEmptyValue"] = True
    return result


class ApiSchema(AutoSchema):
    """The first line of a method's docstring is its summary, the rest its description."""

    def get_auth(self):
        """Where nobody has to say who they are, bringing nothing is a way to ask too."""
        found = super().get_auth()
        return [*found, {}] if found and not self.view.is_private else found

    def get_summary(self):
        return super().get_description().partition("\n")[0]

    def get_description(self):
        return super().get_description().partition("\n")[2].strip()

    def _get_serializer_field_meta(self, field, direction):
        meta = super()._get_serializer_field_meta(field, direction)
        if isinstance(field, Line | Paragraphs):
            meta["pattern"] = TEXT
            if not field.allow_blank:
                meta["minLength"] = 1
        return meta

    def _get_serializer_name(self, serializer, direction, bypass_extensions=False):
        return super()._get_serializer_name(serializer, direction, bypass_extensions).removesuffix("Shape")
