from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import BigIntegerField, Exists, Field, Func, Max, Min, OuterRef, Q

from booking.calendars.models import Entry, Owner
from booking.calendars.models.entries import BLACKOUT, LONGEST_ENTRY_DAYS
from booking.core.rows.fields import prepare
from booking.core.tenancy import active_organization_id

Stretch = TypeVar("Stretch")
# Seconds from where somebody is to go to a place, and from that place back, by its slug.
Travel = Mapping[str, tuple[int, int]]
NO_TRAVEL: Travel = {}

_EPOCH = {
    "sqlite": "CAST(strftime('%%s', {}) AS INTEGER)",
    "postgresql": "FLOOR(EXTRACT(EPOCH FROM {}))::bigint",
}


@dataclass(slots=True)
class Occupied(Generic[Stretch]):
    """What occupies owners, by their ids; `first_end` is when the first hold among it runs out, in epoch seconds.

    `tentative` holds what is only asked for, by the ids of those owners who have such.
    `has_lapsed` says that holds which ran out were in the way of looking; they occupy nothing any more.
    """

    by_owner: dict[int, list[Stretch]] = field(default_factory=dict)
    tentative: dict[int, list[Stretch]] = field(default_factory=dict)
    first_end: int | None = None
    has_lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """What entries come from: those of one kind with these ids."""

    kind: str
    ids: tuple[int, ...]


NO_SOURCES = Sources("", ())


class EpochSeconds(Func):
    """An instant as whole seconds since 1970, computed by the database: no datetime objects are made."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = _EPOCH["sqlite"].format("%(expressions)s").replace("%%s", "%%%%s")
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = _EPOCH["postgresql"].format("%(expressions)s")
        return super().as_sql(compiler, connection, template=template, **context)

    def get_db_converters(self, connection):
        """None: both databases answer with integers, and there are thousands of them."""
        return []


def owners_of(instructors: Iterable) -> dict[int, Owner]:
    """Owners by instructor id; one query."""
    return {owner.instructor_id: owner for owner in Owner.objects.filter(instructor__in=list(instructors))}


def twins_of(owners: Iterable[Owner]) -> dict[int, list[Owner]]:
    """Further units by the id of the first, in order; one query, none without owners."""
    ids = [owner.pk for owner in owners]
    found: dict[int, list[Owner]] = {pk: [] for pk in ids}
    for twin in Owner.objects.filter(twin_of__in=ids).order_by("pk") if ids else ():
        found[twin.twin_of_id].append(twin)
    return found


def busy_ranges(
    owners: Iterable[Owner], *, after: datetime, before: datetime, now: datetime
) -> dict[int, list[tuple[int, int]]]:
    """Busy ranges in epoch seconds by owner id that touch [after, before).

    Holds that ran out are left out, and so is what is only asked for.
    """
    return busy_time(owners, after=after, before=before, now=now).by_owner


def busy_time(
    owners: Iterable[Owner],
    *,
    after: datetime,
    before: datetime,
    now: datetime,
    without: Sources = NO_SOURCES,
    travel: Travel = NO_TRAVEL,
) -> Occupied[tuple[int, int]]:
    """The same as if the sources `without` were gone, tentative ranges apart, and when the first hold runs out.

    What is at a place that `travel` names is longer by the way to it and the way back, as far as it touches the range
    without them. One query.
    """
    found = Occupied({owner.pk: [] for owner in owners})
    if not found.by_owner:
        return found
    statement, asked = _busy_statement(len(found.by_owner), left_out=len(without.ids))
    earliest = after - timedelta(days=LONGEST_ENTRY_DAYS + 1)
    with connection.cursor() as cursor:
        given = [now, active_organization_id(), *found.by_owner, before, earliest, after]
        given += [without.kind, *without.ids] if without.ids else []
        cursor.execute(statement, prepare(asked, given))
        rows = cursor.fetchall()
    ends = set()
    for owner_id, start, end, expires, is_lapsed, is_tentative, place in rows:
        if is_lapsed:
            found.has_lapsed = True
            continue
        if place in travel:
            start, end = start - travel[place][0], end + travel[place][1]
        ends.add(expires)
        if is_tentative:
            found.tentative.setdefault(owner_id, []).append((start, end))
        else:
            found.by_owner[owner_id].append((start, end))
    found.first_end = min(ends - {None}, default=None)
    return found


@lru_cache(maxsize=100)
def _busy_statement(owners: int, *, left_out: int) -> tuple[str, list[Field]]:
    """SQL made once: every decision about a free time asks it under the lock."""
    epoch = _EPOCH[connection.vendor]
    instants = ", ".join(epoch.format(column) for column in ("starts_at", "ends_at", "expires_at"))
    # A blackout that had to make room for what was there keeps its time for nobody else, asked for or not.
    asked_for = f"is_tentative AND source_kind <> '{BLACKOUT}'"
    statement = (
        f"SELECT owner_id, {instants}, expires_at <= %s, {asked_for}, place FROM calendars_entry "
        f"WHERE organization_id = %s AND owner_id IN ({', '.join(['%s'] * owners)}) "
        "AND starts_at < %s AND starts_at > %s AND ends_at > %s"
    )
    names = ["expires_at", "organization", *["owner"] * owners, "starts_at", "starts_at", "ends_at"]
    if left_out:
        statement += f" AND NOT (source_kind = %s AND source_id IN ({', '.join(['%s'] * left_out)}))"
        names += ["source_kind", *["source_id"] * left_out]
    statement += " ORDER BY starts_at"
    return statement, [Entry._meta.get_field(name) for name in names]


def counted_time(
    owners: Iterable[Owner], *, after: datetime, before: datetime, now: datetime, without: Sources = NO_SOURCES
) -> Occupied[int]:
    """Starts within [after, before) that count for limits per day and week, tentative ones apart.

    As if the sources `without` were gone. One query, none without owners.
    """
    owners = list(owners)
    found = Occupied({owner.pk: [] for owner in owners})
    if not owners:
        return found
    rows = Entry.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), owner__in=owners, counted_at__gte=after, counted_at__lt=before
    ).values_list("owner_id", *map(EpochSeconds, ["counted_at", "expires_at"]), "is_tentative")
    if without.ids:
        rows = rows.exclude(source_kind=without.kind, source_id__in=without.ids)
    ends = set()
    for owner_id, start, expires, is_tentative in rows:
        found_in = found.tentative if is_tentative else found.by_owner
        found_in.setdefault(owner_id, []).append(start)
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


def entries_within(owner: Owner, *, after: datetime, before: datetime) -> list[Entry]:
    """Everything on the owner's calendar that touches [after, before), holds that ran out included, in order."""
    earliest = after - timedelta(days=LONGEST_ENTRY_DAYS + 1)
    return list(
        Entry.objects.filter(owner=owner, starts_at__lt=before, starts_at__gt=earliest, ends_at__gt=after).order_by(
            "starts_at", "pk"
        )
    )


def entries_of(source_kind: str, *, source_ids: Iterable[int], owner: Owner | None = None) -> list[Entry]:
    """What these sources occupy, of everybody's time or one owner's."""
    entries = Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids))
    return list(entries if owner is None else entries.filter(owner=owner))


def firm_entries_over(own: Sources) -> list[Entry]:
    """Firm entries of others on the time of these sources, holds that ran out included; two queries."""
    mine = Entry.objects.filter(source_kind=own.kind, source_id__in=own.ids)
    shared = mine.filter(owner=OuterRef("owner"), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    span = mine.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if span["first"] is None:
        return []
    others = Entry.objects.filter(
        owner__in=mine.values("owner"),
        starts_at__gt=span["first"] - timedelta(days=LONGEST_ENTRY_DAYS + 1),
        starts_at__lt=span["last"],
        is_tentative=False,
    ).exclude(source_kind=own.kind, source_id__in=own.ids)
    return list(others.filter(Exists(shared)).order_by("starts_at", "pk"))
