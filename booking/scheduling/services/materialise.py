"""Turning the occurrences of a series into sessions."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from booking.calendars.models import Owner
from booking.calendars.recurrence import Occurrence
from booking.calendars.selectors import busy_ranges, owners_of
from booking.calendars.services import owner_for_instructor, release
from booking.core.locks import lock
from booking.offerings.models import Offering
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.scheduling.models import Series, Session, SessionFacilitator
from booking.scheduling.selectors import place_of, rooms_of, with_people
from booking.scheduling.services.capacity import follow_offering
from booking.scheduling.services.occupation import SOURCE, occupy_as_planned, staff_sessions
from booking.scheduling.states import SessionStatus

_A_DAY = timedelta(days=1)


def apply_occurrences(series: Series, *, occurrences: list[Occurrence], now: datetime) -> None:
    """Make the series' future sessions agree with its occurrences. Raises SlotTaken.

    Sessions that nobody has booked are moved, re-staffed or removed; booked ones are left to their customers, and what
    would overlap one of them is left out. Whatever is scheduled occupies its people and rooms as they are now.
    """
    team = facilitators_of(series.offering)
    lock(owners_for(series.offering, instructors=team))
    # Whoever changes the series holds the owners; only now is it certain which sessions there are to lock.
    lock(_future(series, now=now))
    existing = {session.original_starts_at: session for session in with_people(_future(series, now=now))}
    wanted = {occurrence.original: occurrence for occurrence in occurrences if occurrence.start >= now}
    kept = [session for session in existing.values() if session.taken]
    wanted = {original: o for original, o in wanted.items() if original in existing or not _meets(o, kept)}
    _remove([session for original, session in existing.items() if original not in wanted and not session.taken])
    changed = [
        (session, wanted[original])
        for original, session in existing.items()
        if original in wanted and not session.taken and _differs(session, wanted[original], team=team)
    ]
    release(SOURCE, source_ids=[session.pk for session, _ in changed])
    _move([(session, o) for session, o in changed if not _meets(o, kept)], team=team)
    _create(series, occurrences=_unseen(series, wanted=wanted, existing=existing), team=team)
    future = list(with_people(_future(series, now=now).filter(status=SessionStatus.SCHEDULED)))
    follow_offering(future, offering=series.offering)
    occupy_as_planned(future, offering=series.offering)


def occupied_by_others(series: Series, *, occurrences: list[Occurrence], now: datetime) -> list[Occurrence]:
    """The occurrences without a session yet at whose time somebody or a room is busy with something else."""
    if not occurrences:
        return []
    offering = series.offering
    owners = owners_for(offering, instructors=facilitators_of(offering))
    made = set(Session.objects.filter(series=series).values_list("original_starts_at", flat=True))
    bounds = {"after": min(o.start for o in occurrences) - _A_DAY, "before": max(o.end for o in occurrences) + _A_DAY}
    busy = busy_ranges(owners, **bounds, now=now)
    lead, tail = _buffers(offering, owners=owners)
    return [
        o
        for o in occurrences
        if o.original not in made
        and any(
            start < (o.end + tail).timestamp() and (o.start - lead).timestamp() < end
            for spans in busy.values()
            for start, end in spans
        )
    ]


def owners_for(offering: Offering, *, instructors: Iterable[Instructor]) -> list[Owner]:
    """Everybody and every room that a session of the offering occupies."""
    instructors = list(instructors)
    known = owners_of(instructors)
    people = [known.get(instructor.pk) or owner_for_instructor(instructor) for instructor in instructors]
    return [*people, *(room.owner for room in rooms_of(offering))]


def _buffers(offering: Offering, *, owners: list[Owner]) -> tuple[timedelta, timedelta]:
    before = max([offering.buffer_before, *(owner.buffer_before for owner in owners)])
    after = max([offering.buffer_after, *(owner.buffer_after for owner in owners)])
    return timedelta(minutes=before), timedelta(minutes=after)


def _future(series: Series, *, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(series=series, starts_at__gte=now).order_by("pk")


def _meets(occurrence: Occurrence, kept: list[Session]) -> bool:
    """Whether it would overlap a session that stays where it is."""
    return any(
        session.original_starts_at != occurrence.original
        and session.starts_at < occurrence.end
        and occurrence.start < session.ends_at
        for session in kept
    )


def _unseen(
    series: Series, *, wanted: dict[datetime, Occurrence], existing: dict[datetime, Session]
) -> list[Occurrence]:
    """Occurrences that never had a session; one that was moved into the past keeps the session it had."""
    gone = Session.objects.filter(series=series, original_starts_at__in=[o for o in wanted if o not in existing])
    past = set(gone.values_list("original_starts_at", flat=True))
    return [occurrence for original, occurrence in sorted(wanted.items()) if original not in {*existing, *past}]


def _differs(session: Session, occurrence: Occurrence, *, team: list[Instructor]) -> bool:
    planned = (occurrence.start, occurrence.end, SessionStatus.SCHEDULED, [person.pk for person in team])
    people = [link.instructor_id for link in session.facilitator_links.all()]
    return (session.starts_at, session.ends_at, session.status, people) != planned


def _remove(sessions: list[Session]) -> None:
    """Delete what nobody ever booked; what somebody once booked is cancelled."""
    for session in sessions:
        release(SOURCE, source_ids=[session.pk])
        try:
            with transaction.atomic():
                session.delete()
        except ProtectedError:
            if session.status != SessionStatus.CANCELLED:
                session.status = SessionStatus.CANCELLED
                session.sequence += 1
                session.save(update_fields=["status", "sequence"])


def _move(changed: list[tuple[Session, Occurrence]], *, team: list[Instructor]) -> None:
    sessions = [session for session, _ in changed]
    SessionFacilitator.objects.filter(session__in=sessions).delete()
    staff_sessions(sessions, team=team)
    for session, occurrence in changed:
        session.starts_at, session.ends_at, session.status = occurrence.start, occurrence.end, SessionStatus.SCHEDULED
        session.sequence += 1
        session.save(update_fields=["starts_at", "ends_at", "status", "sequence"])


def _create(series: Series, *, occurrences: list[Occurrence], team: list[Instructor]) -> None:
    offering, place = series.offering, place_of(series.offering)
    sessions = Session.objects.bulk_create(
        [
            Session(
                offering=offering,
                series=series,
                original_starts_at=occurrence.original,
                starts_at=occurrence.start,
                ends_at=occurrence.end,
                timezone=series.timezone,
                place=place,
                capacity=offering.capacity,
                overbooking=offering.overbooking,
            )
            for occurrence in occurrences
        ]
    )
    staff_sessions(sessions, team=team)
