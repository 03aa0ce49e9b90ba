"""Serializers that refuse what they do not know (HARDENING H12)."""

import threading
from collections.abc import Mapping

from django.http import QueryDict
from rest_framework import serializers

from booking.api.problems import MALFORMED

_readers = threading.local()


class StrictSerializer(serializers.Serializer):
    """An object of a JSON body. An unknown or read-only field, or another type of value, is malformed (400)."""

    default_error_messages = {"invalid": "Send a JSON object."}

    def to_internal_value(self, data):
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": ["Send a JSON object."]}, code=MALFORMED)
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = {name: [self.unknown_sentence] for name in data if name not in writable}
        if unknown:
            raise serializers.ValidationError(unknown, code=MALFORMED)
        return super().to_internal_value(data)

    unknown_sentence = "There is no such field."


class StrictQuery(StrictSerializer):
    """The parameters of an address: each at most once. Empty ones count as left out."""

    unknown_sentence = "There is no such parameter."

    @classmethod
    def read(cls, query: QueryDict, *, context: Mapping[str, object]) -> dict[str, object]:
        """The values that were given. Raises ValidationError."""
        twice = {name: ["Give this once."] for name, values in query.lists() if len(values) > 1}
        if twice:
            raise serializers.ValidationError(twice, code=MALFORMED)
        reader = _reader(cls, context=context)
        plain = {name: value for name, value in query.items() if value or name not in reader.fields}
        return reader.run_validation(plain)


def read_body(serializer: type[StrictSerializer], data: object, *, context: Mapping[str, object]) -> dict[str, object]:
    """The values of a JSON body. Raises ValidationError."""
    if data is None:
        raise serializers.ValidationError({"non_field_errors": ["Send a JSON object."]}, code=MALFORMED)
    return _reader(serializer, context=context).run_validation(data)


def _reader(serializer: type[StrictSerializer], *, context: Mapping[str, object]) -> StrictSerializer:
    """One per class and thread: making one copies every field, which costs more than checking all values."""
    made = _readers.__dict__.setdefault("made", {})
    reader = made.get(serializer)
    if reader is None:
        reader = made[serializer] = serializer()
    reader._context = dict(context)
    return reader
