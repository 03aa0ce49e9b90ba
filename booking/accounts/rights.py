"""What an assistant may be trusted with: each right opens some routes, by what they declare (REQUIREMENTS ORG-3).

A route that no right opens is closed to assistants.
"""

from collections.abc import Mapping

from django.db import models


class Right(models.TextChoices):
    """Chosen for an assistant, for one instructor's offerings."""

    ROSTERS = "rosters", "Read rosters and bookings"
    ATTENDANCE = "attendance", "Check people in"
    BOOK = "book", "Book for customers"
    REQUESTS = "requests", "Answer requests"
    BOOKINGS = "bookings", "Change and cancel bookings"
    DATES = "dates", "Change dates"
    NOTES = "notes", "Read and write notes"
    TIMES = "times", "See why a time is not offered"


_OPENS: Mapping[Right, frozenset[str]] = {
    Right.ROSTERS: frozenset({"read sessions:read", "read bookings:read", "read bookings:attendance"}),
    Right.ATTENDANCE: frozenset({"read sessions:read", "read bookings:attendance", "change bookings:attendance"}),
    Right.BOOK: frozenset({"change bookings:make"}),
    Right.REQUESTS: frozenset({"read bookings:read", "read bookings:answer", "change bookings:answer"}),
    Right.BOOKINGS: frozenset(
        {"read bookings:read"}
        | {f"{verb} bookings:{what}" for verb in ("read", "change") for what in ("change", "cancel")}
    ),
    Right.DATES: frozenset({"read sessions:read", "read sessions:change", "change sessions:change"}),
    Right.NOTES: frozenset({"read bookings:note", "change bookings:note"}),
    Right.TIMES: frozenset({"read offerings:why"}),
}
_READING = ("GET", "HEAD")


def task_of(scope: str, *, method: str) -> str:
    """What a request is about to do: the route's scope, to read or to change."""
    return f"{'read' if method in _READING else 'change'} {scope}"


def rights_for(task: str) -> list[Right]:
    """Any one of them is enough; none for what assistants never do."""
    return [right for right, opened in _OPENS.items() if task in opened]
