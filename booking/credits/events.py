"""What happens to what customers have in store."""

from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class CreditsGranted(Event):
    lot_id: int
