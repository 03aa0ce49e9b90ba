from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from booking.calendars.models import Entry, Owner
from booking.core.errors import SlotTaken
from booking.core.rows import insert
from booking.core.transactions import require_transaction

# Databases take a limited number of values in one statement.
_MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Occupation:
    """What occupies time: `start` to `end` without buffers. Buffers are minutes; the owner's may be longer.

    `place` is the slug of where it is, empty for nowhere in particular.
    """

    owner: Owner
    source_kind: str
    source_id: int
    start: datetime
    end: datetime
    buffer_before: int = 0
    buffer_after: int = 0
    expires_at: datetime | None = None
    is_tentative: bool = False
    place: str = ""


def occupy(occupations: Iterable[Occupation]) -> list[Entry]:
    """Write entries, all or none. Raises SlotTaken when the database refuses one that overlaps.

    Call it inside a transaction that has locked the owners; a refusal leaves nothing of it standing.
    """
    require_transaction()
    entries = [entry_for(occupation) for occupation in occupations]
    with refusing_overlaps():
        for first in range(0, len(entries), _MOST_AT_ONCE):
            insert(*entries[first : first + _MOST_AT_ONCE])
    return entries


@contextmanager
def refusing_overlaps() -> Iterator[None]:
    """Turns the database's refusal of an overlap into SlotTaken; the transaction is lost with it."""
    try:
        with transaction.atomic(savepoint=False):
            yield
    except IntegrityError as refusal:
        if "overlap" in str(refusal):
            raise SlotTaken() from refusal
        raise


def entry_for(occupation: Occupation) -> Entry:
    """The entry an occupation asks for, not written: the larger of the owner's and its own buffers holds."""
    owner = occupation.owner
    before = timedelta(minutes=max(owner.buffer_before, occupation.buffer_before))
    after = timedelta(minutes=max(owner.buffer_after, occupation.buffer_after))
    return Entry(
        owner=owner,
        starts_at=occupation.start - before,
        ends_at=occupation.end + after,
        source_kind=occupation.source_kind,
        source_id=occupation.source_id,
        counted_at=occupation.start,
        expires_at=occupation.expires_at,
        is_tentative=occupation.is_tentative,
        place=occupation.place,
    )
