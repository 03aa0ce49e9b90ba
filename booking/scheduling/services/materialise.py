"""Turning what a schedule wants into sessions."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from booking.calendars.models import Owner
from booking.calendars.selectors import busy_ranges
from booking.calendars.services import release
from booking.core.locks import lock
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.scheduling.companions import companions_of
from booking.scheduling.models import Series, Session, SessionFacilitator
from booking.scheduling.selectors import place_of, with_people
from booking.scheduling.services.altering import By, Move, announce, call_off, write_moves, write_team
from booking.scheduling.services.capacity import follow_plan
from booking.scheduling.services.crew import Crew, is_taken
from booking.scheduling.services.move import move_session_to
from booking.scheduling.services.occupation import SOURCE, occupy_as_planned, staff_sessions
from booking.scheduling.services.outlook import follow_minimum
from booking.scheduling.states import Outlook, SessionStatus
from booking.scheduling.variations import Plan, Planned

_A_DAY = timedelta(days=1)
_THE_SCHEDULE = "the schedule has changed"


def apply_plan(series: Series, *, plan: Plan, now: datetime) -> None:
    """Make the series' future sessions agree with its schedule. Raises SlotTaken.

    Sessions that nobody has booked are moved, re-staffed or removed. Booked ones follow where the schedule names their
    date, with their customers told; else they are left alone, and what would overlap one of them is left out.
    Whatever is scheduled occupies its people and rooms as they are now.
    """
    crew = Crew(series.offering, dates=plan.planned)
    wanted = {planned.original: planned for planned in plan.planned if planned.start >= now}
    booked = [session.pk for session in _future(series, now=now).filter(taken__gt=0)] if _names_dates(plan) else []
    lock([*companions_of(booked), *crew.owners])
    # Whoever changes the series holds the owners; only now is it certain which sessions there are to lock.
    lock(_future(series, now=now))
    existing = {session.original_starts_at: session for session in with_people(_future(series, now=now))}
    events = _alter_booked(existing, plan=plan, wanted=wanted, crew=crew, by=By("system", now, _THE_SCHEDULE))
    kept = [session for session in existing.values() if session.taken and session.status == SessionStatus.SCHEDULED]
    wanted = {original: p for original, p in wanted.items() if original in existing or not _meets(p, kept)}
    # What was called off stays to be seen as such.
    standing = {o: s for o, s in existing.items() if s.status == SessionStatus.SCHEDULED and not s.taken}
    _remove([session for original, session in standing.items() if original not in wanted])
    changed = [
        (session, wanted[original])
        for original, session in existing.items()
        if original in wanted and not session.taken and _differs(session, wanted[original], crew=crew)
    ]
    release(SOURCE, source_ids=[session.pk for session, _ in changed])
    _move([(session, planned) for session, planned in changed if not _meets(planned, kept)], crew=crew)
    _create(series, dates=_unseen(series, wanted=wanted, existing=existing), crew=crew)
    future = list(with_people(_future(series, now=now).filter(status=SessionStatus.SCHEDULED)))
    follow_plan(future, offering=series.offering, wanted=wanted)
    follow_minimum(future, offering=series.offering)
    occupy_as_planned(future, offering=series.offering)
    announce(events, by=By("system", now, _THE_SCHEDULE))


def occupied_by_others(series: Series, *, dates: list[Planned], now: datetime) -> list[Planned]:
    """The dates without a session yet at whose time somebody or a room is busy with something else."""
    if not dates:
        return []
    crew = Crew(series.offering, dates=dates)
    made = set(Session.objects.filter(series=series).values_list("original_starts_at", flat=True))
    bounds = {"after": min(p.start for p in dates) - _A_DAY, "before": max(p.end for p in dates) + _A_DAY}
    busy = busy_ranges(crew.owners, **bounds, now=now)
    lead, tail = _buffers(series.offering, owners=crew.owners)
    return [
        planned
        for planned in dates
        if planned.original not in made
        and is_taken(crew.needs, busy=busy, start=planned.start - lead, end=planned.end + tail)
    ]


def _names_dates(plan: Plan) -> bool:
    """Whether the schedule speaks of single dates, so that booked ones may follow it."""
    return bool(plan.skipped) or any(planned.is_named or planned.facilitators is not None for planned in plan.planned)


def _alter_booked(
    existing: dict[datetime, Session], *, plan: Plan, wanted: dict[datetime, Planned], crew: Crew, by: By
) -> list:
    """Booked dates whose time or people the schedule names; returns what is to be announced."""
    booked = {o: s for o, s in existing.items() if s.taken and s.status == SessionStatus.SCHEDULED}
    gone = [session for original, session in booked.items() if original in plan.skipped]
    named = [(session, wanted[original]) for original, session in booked.items() if original in wanted]
    moves = [
        Move(session, planned.start, planned.end)
        for session, planned in named
        if planned.is_named and session.starts_at != planned.start
    ]
    events = [*call_off(gone, by=by), *write_moves(moves, by=by)]
    for session, planned in named:
        if planned.facilitators is not None and _people(session) != [person.pk for person in crew.of(planned)]:
            events += write_team([session], team=crew.of(planned), by=by)
    return events


def _buffers(offering: Offering, *, owners: list[Owner]) -> tuple[timedelta, timedelta]:
    before = max([offering.buffer_before, *(owner.buffer_before for owner in owners)])
    after = max([offering.buffer_after, *(owner.buffer_after for owner in owners)])
    return timedelta(minutes=before), timedelta(minutes=after)


def _future(series: Series, *, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(series=series, starts_at__gte=now).order_by("pk")


def _meets(planned: Planned, kept: list[Session]) -> bool:
    """Whether it would overlap a session that stays where it is."""
    return any(
        session.original_starts_at != planned.original
        and session.starts_at < planned.end
        and planned.start < session.ends_at
        for session in kept
    )


def _unseen(series: Series, *, wanted: dict[datetime, Planned], existing: dict[datetime, Session]) -> list[Planned]:
    """Dates that never had a session; one that was moved into the past keeps the session it had."""
    gone = Session.objects.filter(series=series, original_starts_at__in=[o for o in wanted if o not in existing])
    past = set(gone.values_list("original_starts_at", flat=True))
    return [planned for original, planned in sorted(wanted.items()) if original not in {*existing, *past}]


def _differs(session: Session, planned: Planned, *, crew: Crew) -> bool:
    people = [person.pk for person in crew.of(planned)]
    wanted = (planned.start, planned.end, planned.title, SessionStatus.SCHEDULED, people)
    return (session.starts_at, session.ends_at, session.title, session.status, _people(session)) != wanted


def _people(session: Session) -> list[int]:
    return [link.instructor_id for link in session.facilitator_links.all()]


def _remove(sessions: list[Session]) -> None:
    """Delete what nobody ever booked; what somebody once booked is cancelled."""
    for session in sessions:
        release(SOURCE, source_ids=[session.pk])
        try:
            with transaction.atomic():
                session.delete()
        except ProtectedError:
            move_session_to(session, status=SessionStatus.CANCELLED)


def _move(changed: list[tuple[Session, Planned]], *, crew: Crew) -> None:
    SessionFacilitator.objects.filter(session__in=[session for session, _ in changed]).delete()
    _staff([(session, crew.of(planned)) for session, planned in changed])
    for session, planned in changed:
        values = {"starts_at": planned.start, "ends_at": planned.end, "title": planned.title}
        # One that comes back after it was called off is to be decided anew.
        anew = {"outlook": "", "decide_at": None} if session.outlook == Outlook.OFF else {}
        move_session_to(session, status=SessionStatus.SCHEDULED, **values, **anew)


def _create(series: Series, *, dates: list[Planned], crew: Crew) -> None:
    offering, place = series.offering, place_of(series.offering)
    sessions = Session.objects.bulk_create(
        [
            Session(
                offering=offering,
                series=series,
                title=planned.title,
                original_starts_at=planned.original,
                starts_at=planned.start,
                ends_at=planned.end,
                timezone=series.timezone,
                place=place,
                capacity=offering.capacity,
                overbooking=offering.overbooking,
            )
            for planned in dates
        ]
    )
    _staff([(session, crew.of(planned)) for session, planned in zip(sessions, dates, strict=True)])


def _staff(teams: list[tuple[Session, list[Instructor]]]) -> None:
    """One statement for many sessions that the same people hold."""
    by_team: dict[tuple[int, ...], tuple[list[Instructor], list[Session]]] = {}
    for session, team in teams:
        by_team.setdefault(tuple(person.pk for person in team), (team, []))[1].append(session)
    for team, sessions in by_team.values():
        staff_sessions(sessions, team=team)
