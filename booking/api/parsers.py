"""Reading JSON strictly: what two readers could understand differently is refused (HARDENING H13)."""

import json
import math

from django.conf import settings
from rest_framework.parsers import BaseParser

from booking.core.errors import Malformed
from booking.core.gate import check_value


class StrictJSONParser(BaseParser):
    """RFC 8259 in UTF-8, up to settings.DATA_UPLOAD_MAX_MEMORY_SIZE bytes, through the input gate.

    Raises Malformed for anything else: NaN and infinities, a key given twice, nesting deeper than 20, bad Unicode.
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise Malformed(f"The request is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes.")
        value = read_json(raw)
        check_value(value)
        return value


def read_json(raw: bytes) -> object:
    """The value. Raises Malformed with the place where reading stopped."""
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite)
    except UnicodeDecodeError:
        raise Malformed("The request is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise Malformed("The request is nested too deeply.") from None
    except ValueError:
        raise Malformed("A number is too long.") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise Malformed("A key is given twice in one object.")
    return value


def _constant(name: str) -> None:
    raise Malformed(f"{name} is not JSON.")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise Malformed("A number is too large.")
    return value
