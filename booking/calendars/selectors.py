from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import BigIntegerField, Func, Q

from booking.calendars.models import Entry, Owner
from booking.calendars.models.entries import LONGEST_ENTRY_DAYS

Stretch = TypeVar("Stretch")


@dataclass(slots=True)
class Occupied(Generic[Stretch]):
    """What occupies owners, by their ids; `first_end` is when the first hold among it runs out, in epoch seconds."""

    by_owner: dict[int, list[Stretch]] = field(default_factory=dict)
    first_end: int | None = None


class EpochSeconds(Func):
    """An instant as whole seconds since 1970, computed by the database: no datetime objects are made."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(
            compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)", **context
        )

    def as_postgresql(self, compiler, connection, **context):
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return super().as_sql(compiler, connection, template=template, **context)

    def get_db_converters(self, connection):
        """None: both databases answer with integers, and there are thousands of them."""
        return []


def owners_of(instructors: Iterable) -> dict[int, Owner]:
    """Owners by instructor id; one query."""
    return {owner.instructor_id: owner for owner in Owner.objects.filter(instructor__in=list(instructors))}


def busy_ranges(
    owners: Iterable[Owner], *, after: datetime, before: datetime, now: datetime
) -> dict[int, list[tuple[int, int]]]:
    """Busy ranges in epoch seconds by owner id that touch [after, before); holds that ran out are left out."""
    return busy_time(owners, after=after, before=before, now=now).by_owner


def busy_time(
    owners: Iterable[Owner], *, after: datetime, before: datetime, now: datetime
) -> Occupied[tuple[int, int]]:
    """The same, and when the first of the holds among them runs out; one query."""
    owners = list(owners)
    found = Occupied({owner.pk: [] for owner in owners})
    rows = (
        Entry.objects.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            owner__in=owners,
            starts_at__lt=before,
            starts_at__gt=after - timedelta(days=LONGEST_ENTRY_DAYS + 1),
            ends_at__gt=after,
        )
        .order_by("starts_at")
        .values_list("owner_id", *map(EpochSeconds, ["starts_at", "ends_at", "expires_at"]))
    )
    ends = set()
    for owner_id, start, end, expires in rows:
        found.by_owner[owner_id].append((start, end))
        ends.add(expires)
    found.first_end = min(ends - {None}, default=None)
    return found


def counted_time(owners: Iterable[Owner], *, after: datetime, before: datetime, now: datetime) -> Occupied[int]:
    """Starts within [after, before) that count for limits per day and week; one query, none without owners."""
    owners = list(owners)
    found = Occupied({owner.pk: [] for owner in owners})
    rows = Entry.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), owner__in=owners, counted_at__gte=after, counted_at__lt=before
    ).values_list("owner_id", *map(EpochSeconds, ["counted_at", "expires_at"]))
    ends = set()
    for owner_id, start, expires in rows:
        found.by_owner[owner_id].append(start)
        ends.add(expires)
    found.first_end = min(ends - {None}, default=None)
    return found


def lapsed_sources(
    source_kind: str, *, owners: Iterable[Owner], after: datetime, before: datetime, now: datetime
) -> list[int]:
    """Ids of sources that still sit on the owners' time within [after, before) though their hold ran out."""
    entries = Entry.objects.filter(
        owner__in=list(owners),
        source_kind=source_kind,
        expires_at__lte=now,
        starts_at__lt=before,
        starts_at__gt=after - timedelta(days=LONGEST_ENTRY_DAYS + 1),
        ends_at__gt=after,
    )
    return sorted(set(entries.values_list("source_id", flat=True)))


def entries_of(source_kind: str, *, source_ids: Iterable[int]) -> list[Entry]:
    """What these sources occupy."""
    return list(Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids)))
