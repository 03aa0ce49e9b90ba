"""The whole file, in the order in which it is read and written."""

from booking.studios.schema.composites import Key, Section
from booking.studios.schema.offerings import FORMS, OFFERINGS, POLICIES
from booking.studios.schema.organization import ORGANIZATION, PLACES, RESOURCES
from booking.studios.schema.people import PEOPLE
from booking.studios.schema.prices import COUPONS
from booking.studios.schema.travel import Travel
from booking.studios.schema.types import Scalar, Spot, Type

VERSION = 1


class _Version(Type):
    allowed = f"{VERSION}, the version of this format"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        return VERSION if scalar.text == str(VERSION) and scalar.is_plain else spot.refuse(self.allowed)


STUDIO = Section(
    Key("studio", _Version()),
    Key("organization", ORGANIZATION),
    Key("places", PLACES, default=[]),
    Key("travel", Travel(), default=[]),
    Key("resources", RESOURCES, default=[]),
    Key("people", PEOPLE, default=[]),
    Key("policies", POLICIES, default={}),
    Key("forms", FORMS, default={}),
    Key("offerings", OFFERINGS, default=[]),
    Key("coupons", COUPONS, default=[]),
)


def empty_studio() -> dict:
    """What is there before anything was loaded."""
    return {
        "studio": VERSION,
        "places": [],
        "travel": [],
        "resources": [],
        "people": [],
        "policies": {},
        "forms": {},
        "offerings": [],
        "coupons": [],
    }
