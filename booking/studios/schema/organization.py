"""The organization, its places and rooms."""

from decimal import Decimal

from booking.availability.selectors import regions_of
from booking.core.iban import is_account, is_qr_iban
from booking.studios.schema.blackouts import Blackouts
from booking.studios.schema.composites import Key, ListOf, Ref, Section, optional
from booking.studios.schema.scalars import (
    Amount,
    Checked,
    Degrees,
    Email,
    Flag,
    Prose,
    Text,
    Whole,
    colour,
    country_code,
    currency_code,
    host_slug,
    language,
    picture_file,
    rate,
    slug,
    zone_name,
)
from booking.studios.schema.types import INVALID, Context, Scalar, Spot, Type, show_words

VAT = Section(
    Key("number", Text(40), default=""),
    Key("prices_include_vat", Flag(), default=True),
    Key("default_rate", rate, default=Decimal(0)),
)
BRAND = Section(
    Key("primary", colour, default="#2f5d62"),
    Key("accent", colour, default="#e8a87c"),
    Key("logo", picture_file, default=""),
)
_iban = Checked(is_account, "an account number that takes any payment, such as CH93 0076 2011 6238 5295 7")
_qr_iban = Checked(is_qr_iban, "the QR-IBAN that the bank gave beside the account, such as CH44 3199 9123 0008 8901 2")
BANK = Section(
    Key("holder", Text(120), default=""),
    Key("iban", _iban, default=""),
    Key("qr_iban", _qr_iban, default=""),
    Key("name", Text(120), default=""),
)
ADDRESS = Section(
    Key("street", Text(70), default=""),
    Key("building", Text(16), default=""),
    Key("postcode", Text(16)),
    Key("town", Text(35)),
)
ADDRESS_COLUMNS = tuple(key.name for key in ADDRESS.keys)


def _check_dunning(values: dict, spot: Spot) -> None:
    if values["fee"] and values["days"] <= 0:
        spot.child("fee").refuse("a fee only after the day on which it is due")


DUNNING = Section(
    Key("days", Whole(-60, 365, "days")),
    Key("fee", Amount(), default=0),
    check=_check_dunning,
)


class Region(Type):
    """A part of the country that is read before it (of the section, or of the organization around)."""

    allowed = "a region of the country with public holidays of its own"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        country = spot.context.parents[-1].get("country") or spot.context.organization.get("country")
        if country is None:
            return INVALID
        regions = regions_of(country)
        if scalar.text.strip() in regions:
            return scalar.text.strip()
        names = f": {show_words(sorted(regions))}" if regions else ", which has none"
        return spot.refuse(f"{self.allowed}{names}")


ORGANIZATION = Section(
    Key("slug", host_slug()),
    Key("name", Text(120)),
    Key("tagline", Text(200), default=""),
    Key("about", Prose(), default=""),
    Key("timezone", zone_name),
    Key("currency", currency_code),
    Key("country", country_code),
    Key("region", Region(), default=""),
    Key("languages", ListOf(language(), unique="", least=1, most=20), default=["en"]),
    Key("email", Email(), default=""),
    Key("phone", Text(40), default=""),
    optional("vat", VAT),
    optional("brand", BRAND),
    Key("picture", picture_file, default=""),
    Key("picture_alt", Text(200), default=""),
    Key("address", ADDRESS, default=None),
    Key("payment_terms_days", Whole(0, 365), default=10),
    Key("dunning", ListOf(DUNNING, unique="days", most=20), default=[]),
    Key("grace_days", Whole(0, 365, "days"), default=None),
    optional("bank", BANK),
)


def zone_of_organization(values: dict, context: Context) -> str | None:
    return context.organization.get("timezone")


def _check_place(values: dict, spot: Spot) -> None:
    if (values["latitude"] is None) != (values["longitude"] is None):
        spot.refuse("latitude and longitude together, or neither", found="only one of them")


PLACE = Section(
    Key("slug", slug()),
    Key("name", Text(120)),
    Key("address", Text(300), default=""),
    Key("latitude", Degrees(-90, 90, 6, "degrees from -90 to 90 with at most 6 decimals"), default=None),
    Key("longitude", Degrees(-180, 180, 6, "degrees from -180 to 180 with at most 6 decimals"), default=None),
    Key("directions", Prose(2000), default=""),
    Key("parking", Prose(2000), default=""),
    Key("timezone", zone_name, default=zone_of_organization),
    check=_check_place,
)
RESOURCE = Section(
    Key("slug", slug()),
    Key("name", Text(120)),
    Key("place", Ref("places", singular="place"), default=None),
    Key("capacity", Whole(1), default=None),
    Key("units", Whole(1, 100), default=1),
    Key("blackouts", Blackouts(), default=[]),
)
PLACES = ListOf(PLACE, unique="slug", known_as="places")
RESOURCES = ListOf(RESOURCE, unique="slug", known_as="resources")
