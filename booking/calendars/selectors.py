from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, F, Func, Q

from booking.calendars.models import Entry, Owner
from booking.calendars.models.entries import LONGEST_ENTRY_DAYS


class EpochSeconds(Func):
    """An instant as whole seconds since 1970, computed by the database: no datetime objects are made."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(
            compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)", **context
        )

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)::bigint", **context)


def owners_of(instructors: Iterable) -> dict[int, Owner]:
    """Owners by instructor id; one query."""
    return {owner.instructor_id: owner for owner in Owner.objects.filter(instructor__in=list(instructors))}


def busy_ranges(
    owners: Iterable[Owner], *, after: datetime, before: datetime, now: datetime
) -> dict[int, list[tuple[int, int]]]:
    """Busy ranges in epoch seconds by owner id that touch [after, before); holds that ran out are left out."""
    owners = list(owners)
    ranges: dict[int, list[tuple[int, int]]] = {owner.pk: [] for owner in owners}
    rows = (
        Entry.objects.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            owner__in=owners,
            starts_at__lt=before,
            starts_at__gt=after - timedelta(days=LONGEST_ENTRY_DAYS + 1),
            ends_at__gt=after,
        )
        .order_by("starts_at")
        .values_list("owner_id", EpochSeconds(F("starts_at")), EpochSeconds(F("ends_at")))
    )
    for owner_id, start, end in rows:
        ranges[owner_id].append((start, end))
    return ranges


def counted_starts(
    owners: Iterable[Owner], *, after: datetime, before: datetime, now: datetime
) -> dict[int, list[int]]:
    """Starts (epoch seconds) by owner id, within [after, before), that count for limits per day and week."""
    owners = list(owners)
    starts: dict[int, list[int]] = {owner.pk: [] for owner in owners}
    rows = Entry.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), owner__in=owners, counted_at__gte=after, counted_at__lt=before
    ).values_list("owner_id", EpochSeconds(F("counted_at")))
    for owner_id, start in rows:
        starts[owner_id].append(start)
    return starts


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
