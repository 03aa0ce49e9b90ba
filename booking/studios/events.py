from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class StudioLoaded(Event):
    """A studio file was applied; published inside its transaction, so that pages come with it or not at all."""

    organization_id: int
