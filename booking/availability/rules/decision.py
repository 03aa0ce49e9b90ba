"""Firm, request or refused (BKG-1), by rules that may differ per kind of session and per relation (BKG-2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from booking.availability.rules.conditions import Mode
from booking.people.states import KNOWN, Relation

_HOUR = 3600


class Outcome(StrEnum):
    FIRM = "firm"
    REQUEST = "request"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` says in words why it is not firm."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How an instructor is booked. Limits count all of the instructor's sessions, of whatever kind."""

    firm: bool = True
    approval_for_strangers: bool = False
    firm_notice_hours: int = 24
    notice_hours: int = 0
    per_day: int | None = None
    per_week: int | None = None


_TERMS = frozenset(term.name for term in fields(Terms))
FIRM = Decision(Outcome.FIRM)
EVERY_BOOKING = Decision(Outcome.REQUEST, "Every booking is confirmed by hand.")
OF_STRANGERS = Decision(Outcome.REQUEST, "First bookings of new customers are confirmed by hand.")
THESE_HOURS = Decision(Outcome.REQUEST, "These hours are booked on request.")


def terms_for(usual: Terms, rules: Iterable[Mapping[str, object]], *, kind: str, relation: Relation) -> Terms:
    """The first rule whose `kinds` and `relations` both match, an absent or empty one matching all.

    What it does not say falls back to `usual`.
    """
    for rule in rules:
        if kind in (rule.get("kinds") or (kind,)) and relation in (rule.get("relations") or (relation,)):
            return replace(usual, **{name: value for name, value in rule.items() if name in _TERMS})
    return usual


def decide(terms: Terms, *, relation: Relation, start: int, now: int, hours: Mode) -> Decision:
    """What becomes of a free time that begins at `start`, within hours of that mode. Instants are seconds.

    Breaking a notice, a limit or a buffer is refused and not requested; limits and buffers are the slot function's.
    """
    if start < earliest(terms, now=now):
        return Decision(Outcome.REFUSED, f"Bookings need at least {_hours(terms.notice_hours)} of notice.")
    if not terms.firm:
        return EVERY_BOOKING
    if terms.approval_for_strangers and relation not in KNOWN:
        return OF_STRANGERS
    if hours == Mode.REQUEST:
        return THESE_HOURS
    if start < now + terms.firm_notice_hours * _HOUR:
        notice = _hours(terms.firm_notice_hours)
        return Decision(Outcome.REQUEST, f"Bookings within {notice} of the start are confirmed by hand.")
    return FIRM


def earliest(terms: Terms, *, now: int) -> int:
    """Before this instant every start is refused."""
    return now + terms.notice_hours * _HOUR


def firm_from(terms: Terms, *, relation: Relation, now: int) -> int | None:
    """From this instant on `decide` finds starts in firm hours firm; None for never.

    The same decision for a whole list of starts at once.
    """
    first = now + max(terms.notice_hours, terms.firm_notice_hours) * _HOUR
    found = decide(terms, relation=relation, start=first, now=now, hours=Mode.FIRM)
    return first if found is FIRM else None


def _hours(number: int) -> str:
    return "1 hour" if number == 1 else f"{number} hours"
