"""Texts, numbers and names."""

import posixpath
import re
from decimal import Decimal

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from booking.accounts.colours import is_hex_colour
from booking.core.gate import fold_identity
from booking.core.money import Money, decimals_of
from booking.core.timezones import is_zone
from booking.studios.schema.types import INVALID, Context, Scalar, Spot, Type, show_words


class Text(Type):
    """One line of text."""

    def __init__(self, most: int):
        self.most = most
        self.allowed = f"text on one line, at most {most} characters"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        text = scalar.text.strip()
        return text if text and len(text) <= self.most and "\n" not in text else spot.refuse(self.allowed)


class Prose(Type):
    """Text of several lines, Markdown where people read it."""

    def __init__(self, most: int = 20_000):
        self.most = most
        self.allowed = f"text of at most {most:,} characters"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        text = "\n".join(line.rstrip() for line in scalar.text.strip().splitlines())
        return text if text and len(text) <= self.most else spot.refuse(self.allowed)


class Pattern(Type):
    """Text of a certain form; `normal` makes it comparable."""

    def __init__(self, pattern: str, allowed: str):
        self.pattern = re.compile(pattern, re.ASCII)
        self.allowed = allowed

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        text = scalar.text.strip()
        return text if self.pattern.fullmatch(text) else spot.refuse(self.allowed)


def slug() -> Pattern:
    allowed = "a slug of at most 60 small letters, digits and single hyphens, such as lake-hall"
    return Pattern(r"(?=.{1,60}$)[a-z0-9]+([-_][a-z0-9]+)*", allowed)


def host_slug() -> Pattern:
    allowed = "a slug of at most 60 small letters, digits and single hyphens, such as lakeside"
    return Pattern(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*", allowed)


def language() -> Pattern:
    return Pattern(r"(?=.{2,12}$)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en or pt-BR")


class OneOf(Type):
    def __init__(self, *words: str):
        self.words = words
        self.allowed = show_words(words)

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        return scalar.text if scalar.text in self.words else spot.refuse(self.allowed)


class Whole(Type):
    """A whole number, written without quotes."""

    def __init__(self, least: int = 0, most: int = 100_000, unit: str = ""):
        self.least, self.most = least, most
        self.allowed = f"a whole number{unit and f' of {unit}'} from {least} to {most:,}, without quotes"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        if not scalar.is_plain or not re.fullmatch(r"-?[0-9]{1,9}", scalar.text):
            return spot.refuse(self.allowed)
        number = int(scalar.text)
        return number if self.least <= number <= self.most else spot.refuse(self.allowed)


class Flag(Type):
    allowed = "true or false"
    _words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        value = self._words.get(scalar.text.lower()) if scalar.is_plain else None
        return spot.refuse(self.allowed) if value is None else value


class Number(Type):
    """A decimal number within bounds, with at most `places` decimals; quotes do not matter."""

    def __init__(self, least: int, most: int, places: int, allowed: str):
        self.least, self.most, self.places, self.allowed = least, most, places, allowed

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        if not re.fullmatch(rf"-?[0-9]{{1,3}}(\.[0-9]{{1,{self.places}}})?", scalar.text):
            return spot.refuse(self.allowed)
        value = Decimal(scalar.text)
        return value if self.least <= value <= self.most else spot.refuse(self.allowed)

    def write(self, value: Decimal, *, context: Context) -> object:
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class Degrees(Number):
    """WGS 84 degrees, written as a number."""

    def write(self, value: Decimal, *, context: Context) -> object:
        return float(value)


class Amount(Type):
    """Money in the organization's currency: text with exactly its decimals; the value is minor units."""

    allowed = "an amount as text in quotes"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        currency = spot.context.currency
        if currency is None:
            return INVALID
        decimals = decimals_of(currency)
        example = Money(125 * 10**decimals // 10, currency).amount if decimals else "1250"
        allowed = f'an amount in {currency} as text with {decimals or "no"} decimals, such as "{example}"'
        if scalar.is_plain:
            return spot.refuse(allowed, found=f"{scalar.text} without quotes")
        try:
            minor = Money.parse(scalar.text, currency).minor
        except ValueError:
            return spot.refuse(allowed)
        return minor if minor >= 0 else spot.refuse(allowed)

    def write(self, value: int, *, context: Context) -> object:
        return Money(value, context.currency).amount


class Checked(Type):
    """Text that a function accepts."""

    def __init__(self, accepts, allowed: str):
        self.accepts, self.allowed = accepts, allowed

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        text = scalar.text.strip()
        return text if self.accepts(text) else spot.refuse(self.allowed)


class Email(Type):
    allowed = "a mail address"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        address = fold_identity(scalar.text)
        try:
            validate_email(address)
        except ValidationError:
            return spot.refuse(self.allowed)
        return address


def _is_currency(code: str) -> bool:
    try:
        return decimals_of(code) <= 3
    except ValueError:
        return False


def _is_web_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return len(text) <= 500


def _is_file_name(text: str) -> bool:
    name = posixpath.basename(text)
    return (
        re.fullmatch(r"[\w .()+-]{1,64}\.(svg|png|jpe?g|webp|gif)", name) is not None
        and not text.startswith("/")
        and ".." not in text.split("/")
        and "\\" not in text
    )


zone_name = Checked(is_zone, "an IANA time zone such as Europe/Zurich")
currency_code = Checked(_is_currency, "an ISO 4217 currency such as CHF, JPY or KWD")
country_code = Checked(phonenumbers.SUPPORTED_REGIONS.__contains__, "an ISO 3166 country in two letters such as CH")
colour = Checked(is_hex_colour, 'a colour such as "#2f5d62"')
web_address = Checked(_is_web_address, "a web address that starts with https://")
picture_file = Checked(_is_file_name, "a picture beside this file: .svg, .png, .jpg, .jpeg, .webp or .gif")
rate = Number(0, 100, 2, 'a percentage from 0 to 100 such as "8.1"')
