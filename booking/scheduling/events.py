"""What happens to dates that others may have booked. Moments are ISO 8601."""

from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class SessionMoved(Event):
    session_id: int
    was_at: str
    actor: str
    reason: str
    happened_at: str


@dataclass(frozen=True)
class SessionCalledOff(Event):
    session_id: int
    actor: str
    reason: str
    happened_at: str


@dataclass(frozen=True)
class SessionRestaffed(Event):
    """`were` are the ids of the instructors who held it, the lead first."""

    session_id: int
    were: list[int]
    actor: str
    reason: str
    happened_at: str


@dataclass(frozen=True)
class SessionGuaranteed(Event):
    """Enough people come, or the studio holds it anyway."""

    session_id: int
    actor: str
    happened_at: str


@dataclass(frozen=True)
class SessionUndecided(Event):
    """Too few people come, and the studio wants to decide itself."""

    session_id: int
    actor: str
    happened_at: str
