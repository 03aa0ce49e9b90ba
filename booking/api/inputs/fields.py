"""Fields that take one type each. The input gate has been passed before they run."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import phonenumbers
from django.core.exceptions import ValidationError as Refused
from django.core.validators import validate_email
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from booking.api.problems import MALFORMED
from booking.core.errors import Malformed
from booking.core.gate import EARLIEST, LATEST, check_day, fold_identity
from booking.core.money import decimals_of
from booking.core.timezones import is_zone

# RFC 3339 §5.6; an offset is required, because a time without one means something else in every zone.
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)$", re.ASCII)
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)
_AMOUNT = re.compile(r"^\d{1,10}(\.\d{1,4})?$", re.ASCII)
_MOST_MOMENTS = 100


def _malformed(sentence: str) -> serializers.ValidationError:
    return serializers.ValidationError([sentence], code=MALFORMED)


class Line(serializers.CharField):
    """One line of text; runs of white space become one space."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise _malformed("Send text.")
        return " ".join(data.split())

    def run_validation(self, data=serializers.empty):
        value = super().run_validation(data)
        if value == "" and not self.allow_blank:
            self.fail("blank")
        return value


class Paragraphs(serializers.CharField):
    """Text of several lines."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise _malformed("Send text.")
        return data.replace("\r\n", "\n").strip()


class Count(serializers.IntegerField):
    """A whole number, not its text."""

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            raise _malformed("Send a whole number.")
        return data


class Flag(serializers.BooleanField):
    """True or false, not a word for it."""

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            raise _malformed("Send true or false.")
        return data


class CountParameter(serializers.IntegerField):
    """A whole number in an address."""

    def to_internal_value(self, data):
        if not re.fullmatch(r"\d{1,9}", data, re.ASCII):
            raise _malformed("Send a whole number.")
        return int(data)


@extend_schema_field({"type": "string", "format": "email", "maxLength": 254})
class MailAddress(Line):
    """Folded (NFKC, no case), so that one person stays one customer."""

    def to_internal_value(self, data):
        address = fold_identity(super().to_internal_value(data))
        try:
            validate_email(address)
        except Refused:
            raise serializers.ValidationError(["Enter a mail address such as eve@example.com."]) from None
        return address


@extend_schema_field({"type": "string", "maxLength": 40, "examples": ["+41 44 668 18 00"]})
class PhoneNumber(Line):
    """International, or as dialled in the organization's country; kept as E.164."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, self.context["organization"].country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise serializers.ValidationError(["Enter a phone number such as +41 44 668 18 00."])
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Zone(Line):
    """A name of the IANA time zone database."""

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        if not is_zone(name):
            raise serializers.ValidationError(["Use an IANA time zone such as Europe/Zurich."])
        return name


@extend_schema_field({"type": "string", "format": "date-time"})
class Moment(serializers.Field):
    """RFC 3339 with an offset; comes out in UTC."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise _malformed("Send a time such as 2027-03-01T10:00:00+01:00.")
        return read_moment(data)


_MOMENTS = {
    "oneOf": [
        {"type": "string", "format": "date-time"},
        {"type": "array", "items": {"type": "string", "format": "date-time"}, "maxItems": _MOST_MOMENTS},
    ]
}


@extend_schema_field(_MOMENTS)
class Moments(serializers.Field):
    """One time, or a list of them; comes out as a tuple in UTC."""

    def to_internal_value(self, data):
        given = data if isinstance(data, list) else [data]
        if len(given) > _MOST_MOMENTS:
            raise serializers.ValidationError([f"Send at most {_MOST_MOMENTS} times."])
        if not all(isinstance(text, str) for text in given):
            raise _malformed("Send a time such as 2027-03-01T10:00:00+01:00, or a list of times.")
        return tuple(read_moment(text) for text in given)


def read_moment(text: str) -> datetime:
    """The instant in UTC. Raises ValidationError without an offset and outside of the gate's years."""
    try:
        moment = datetime.fromisoformat(text.upper()) if _MOMENT.match(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise serializers.ValidationError(["Use a time with its offset, such as 2027-03-01T10:00:00+01:00."])
    if not EARLIEST.year <= moment.year <= LATEST.year:
        raise serializers.ValidationError([f"Times run from {EARLIEST.year} to {LATEST.year}."])
    return moment.astimezone(UTC)


@extend_schema_field({"type": "string", "format": "date"})
class DayParameter(serializers.Field):
    """A calendar day in an address, such as 2027-03-01."""

    def to_internal_value(self, data):
        try:
            return check_day(date.fromisoformat(data if _DAY.match(data) else ""))
        except ValueError:
            raise _malformed("Use a day such as 2027-03-01.") from None
        except Malformed as refusal:
            raise _malformed(refusal.detail) from None


@extend_schema_field({"type": "string", "pattern": r"^\d{1,10}(\.\d{1,4})?$", "examples": ["120.00"]})
class AmountParameter(serializers.Field):
    """An amount in the organization's currency, such as 120 or 120.00; comes out in minor units."""

    def to_internal_value(self, data):
        places = decimals_of(self.context["organization"].currency)
        if not _AMOUNT.match(data) or len(data.partition(".")[2]) > places:
            raise _malformed("Use an amount such as 120.00.")
        return int(Decimal(data).scaleb(places))


class Amount(AmountParameter):
    """An amount in a body."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise _malformed("Use an amount such as 120.00.")
        return super().to_internal_value(data)


class ChoiceParameter(serializers.ChoiceField):
    """One of a frozen set."""

    def to_internal_value(self, data):
        if data not in self.choices:
            raise _malformed(f"One of: {', '.join(self.choices)}.")
        return data


class OneOf(serializers.ChoiceField):
    """One of a frozen set, in a body."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise _malformed("Send text.")
        return super().to_internal_value(data)


@extend_schema_field({"type": "object", "additionalProperties": True})
class Answers(serializers.Field):
    """Answers by the slug of their question; what they may be is for the form to say."""

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            raise _malformed("Send an object of answers by question.")
        return data


class Codes(serializers.ListField):
    """A list of public codes."""

    child = Line(max_length=60)

    def to_internal_value(self, data):
        if not isinstance(data, list):
            raise _malformed("Send a list.")
        return super().to_internal_value(data)
