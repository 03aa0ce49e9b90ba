"""Which sessions one instructor may hand over to another, and what is in the way."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from booking.calendars.models.entries import BLACKOUT, Owner
from booking.calendars.selectors import entries_within
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.scheduling.models import Session
from booking.scheduling.selectors import with_people
from booking.scheduling.states import SessionStatus


def sessions_to_hand_over(offering: Offering, *, giver: Instructor, now: datetime) -> QuerySet[Session]:
    """Those to come that the giver holds, with their people, in order; earlier ones stay with who held them."""
    held = Session.objects.filter(
        offering=offering, status=SessionStatus.SCHEDULED, starts_at__gt=now, facilitator_links__instructor=giver
    )
    return with_people(held).select_related("offering", "place").order_by("starts_at", "pk")


def conflicting(sessions: Sequence[Session], *, taker: Instructor, owner: Owner | None) -> list[Session]:
    """Those that the taker cannot hold for something else, buffers included; what the taker holds too is none.

    Whoever has no calendar yet (no owner) is free.
    """
    fresh = [session for session in sessions if taker.pk not in [link.instructor_id for link in _links(session)]]
    if owner is None or not fresh:
        return []
    margin = timedelta(days=1)
    bounds = {"after": fresh[0].starts_at - margin, "before": max(one.ends_at for one in fresh) + margin}
    busy = [
        (entry.starts_at, entry.ends_at)
        for entry in entries_within(owner, **bounds)
        if not entry.is_tentative or entry.source_kind == BLACKOUT
    ]
    found = []
    for session in fresh:
        start, end = _span(session, owner=owner)
        if any(begins < end and start < ends for begins, ends in busy):
            found.append(session)
        else:
            # Sessions next to each other may be too close for longer buffers.
            busy.append((start, end))
    return found


def team_after(people: Iterable[Instructor], *, giver: Instructor, taker: Instructor) -> list[Instructor]:
    """The same people with the taker in the giver's place, each once, the lead first."""
    replaced = {(taker if person.pk == giver.pk else person).pk: None for person in people}
    known = {person.pk: person for person in [*people, taker]}
    return [known[pk] for pk in replaced]


def people_of(session: Session) -> list[Instructor]:
    return [link.instructor for link in _links(session)]


def _links(session: Session) -> list:
    return list(session.facilitator_links.all())


def _span(session: Session, *, owner: Owner) -> tuple[datetime, datetime]:
    before = timedelta(minutes=max(owner.buffer_before, session.offering.buffer_before))
    after = timedelta(minutes=max(owner.buffer_after, session.offering.buffer_after))
    return session.starts_at - before, session.ends_at + after
