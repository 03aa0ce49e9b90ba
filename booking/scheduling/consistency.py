"""Sessions sell what they have, and occupy exactly their people and rooms."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from booking.calendars.models import Entry, Owner
from booking.calendars.models.entries import OwnerKind
from booking.core.consistency import Fault, registry
from booking.scheduling.models import Session, SessionFacilitator
from booking.scheduling.services.occupation import SOURCE
from booking.scheduling.states import SessionStatus


@registry.register("oversold_session")
def oversold_sessions(now: datetime) -> Iterator[Fault]:
    oversold = Session.objects.filter(taken__gt=F("capacity") + F("overbooking"))
    for session in oversold.iterator():
        most = session.capacity + session.overbooking
        yield Fault(f"session {session.reference}", f"at most {most} places taken", f"{session.taken}")


@registry.register("stray_entry")
def stray_entries(now: datetime) -> Iterator[Fault]:
    """Time is occupied for sessions that take place in it, and a person's only for those the person holds."""
    held = Session._base_manager.filter(
        pk=OuterRef("source_id"), starts_at__gte=OuterRef("starts_at"), ends_at__lte=OuterRef("ends_at")
    ).exclude(status=SessionStatus.CANCELLED)
    holds = SessionFacilitator._base_manager.filter(
        session_id=OuterRef("source_id"), instructor_id=OuterRef("owner__instructor_id")
    )
    entries = Entry.objects.filter(source_kind=SOURCE).select_related("owner")
    for entry in entries.filter(~Exists(held)).iterator():
        yield _stray(entry, expected="a session that takes place within it")
    for entry in entries.filter(Exists(held), ~Exists(holds), owner__instructor__isnull=False).iterator():
        yield _stray(entry, expected="a session that its owner holds")


@registry.register("unoccupied_time")
def unoccupied_times(now: datetime) -> Iterator[Fault]:
    """Whoever holds a session is occupied by it, and so are the rooms that its series uses."""
    entries = Entry.objects.filter(source_kind=SOURCE)
    busy = entries.filter(source_id=OuterRef("session_id"), owner__instructor_id=OuterRef("instructor_id"))
    links = SessionFacilitator.objects.filter(~Exists(busy), session__status=SessionStatus.SCHEDULED)
    for link in links.select_related("session", "instructor").iterator():
        yield Fault(f"session {link.session.reference}", f"time of {link.instructor} occupied", "no entry")
    any_unit = Q(owner_id=OuterRef("room_owner")) | Q(owner__twin_of=OuterRef("room_owner"))
    used = entries.filter(any_unit, source_id=OuterRef("pk"))
    sessions = (
        Session.objects.filter(status=SessionStatus.SCHEDULED, series__isnull=False, starts_at__gte=now)
        .annotate(room_owner=F("offering__venue__room_links__room__owner"))
        .annotate(room_name=F("offering__venue__room_links__room__name"))
        .filter(~Exists(used), room_owner__isnull=False)
    )
    for session in sessions.iterator():
        yield Fault(f"session {session.reference}", f"{session.room_name} occupied", "no entry")


@registry.register("units_in_use")
def units_in_use(now: datetime) -> Iterator[Fault]:
    """A session uses one unit of a room that has several."""
    entries = Entry.objects.filter(source_kind=SOURCE, owner__kind=OwnerKind.ROOM)
    first = Coalesce("owner__twin_of", "owner")
    doubled = entries.values("source_id", room=first).annotate(used=Count("pk")).filter(used__gt=1)
    for row in doubled.order_by("source_id"):
        session = Session.objects.get(pk=row["source_id"])
        name = Owner.objects.get(pk=row["room"]).name
        yield Fault(f"session {session.reference}", f"one unit of {name} in use", f"{row['used']}")


@registry.register("entry_place")
def entry_places(now: datetime) -> Iterator[Fault]:
    """An entry says where its session is, for the way from there to the next one is not free time."""
    slug = Case(When(place=None, then=Value("")), default=F("place__slug"), output_field=CharField())
    where = Session._base_manager.filter(pk=OuterRef("source_id")).values(slug=slug)
    entries = Entry.objects.filter(source_kind=SOURCE).annotate(expected=Subquery(where)).exclude(expected=None)
    for entry in entries.exclude(place=F("expected")).select_related("owner").iterator():
        yield Fault(
            f"entry #{entry.pk} of {entry.owner}", f"to be at {entry.expected or 'no place'}", entry.place or "no place"
        )


def _stray(entry: Entry, *, expected: str) -> Fault:
    return Fault(f"entry #{entry.pk} of {entry.owner}", expected, f"session #{entry.source_id}")
