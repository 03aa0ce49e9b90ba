"""The input gate: what no later code should ever have to think about (HARDENING H13)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from booking.core.errors import Malformed

# Control characters except tab, line feed and carriage return; lone surrogates; and the two non-characters.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 12, 31)
# How far ahead, and for how long, anybody plans.
FAR = timedelta(days=731)
DEEPEST = 20
_LONGEST_REASON = 300


def check_text(text: str) -> str:
    """The text itself. Raises Malformed for characters that no database, mail or page can carry."""
    if _REFUSED.search(text):
        raise Malformed("The request contains control characters or broken Unicode.")
    return text


def check_value(value: object, *, depth: int = 0) -> None:
    """Walk a JSON value. Raises Malformed for bad text or nesting deeper than 20."""
    if depth > DEEPEST:
        raise Malformed(f"The request is nested deeper than {DEEPEST} levels.")
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            check_value(key, depth=depth + 1)
            check_value(item, depth=depth + 1)
    elif isinstance(value, list):
        for item in value:
            check_value(item, depth=depth + 1)


def check_day(day: date) -> date:
    """The day itself. Raises Malformed outside 2000-2100."""
    if not EARLIEST <= day <= LATEST:
        raise Malformed(f"Dates run from {EARLIEST} to {LATEST}.")
    return day


def fold_identity(text: str) -> str:
    """NFKC, trimmed and case-folded: for comparing mail addresses and codes."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def read_instant(text: str) -> datetime | None:
    """An RFC 3339 instant within the years that a calendar shows; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and EARLIEST <= moment.date() <= LATEST else None


def read_reason(form: Mapping[str, str]) -> str:
    """A few sentences that say why; empty where a form says nothing."""
    return form.get("reason", "").replace("\r\n", "\n").strip()[:_LONGEST_REASON]
