"""Who may join: while registration is open, after what they have completed, within their share of the places."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from booking.core.gate import fold_identity
from booking.core.timezones import local_date
from booking.offerings.models import Offering, Variant
from booking.reservations.models import Seat
from booking.reservations.selectors import overdue_hold
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Session


def participant_type_for(variant: Variant, *, asked: str = "") -> str:
    """Whose share of the places a booking takes: what its price tier says, what was asked for, or the first there is.

    Empty where the offering makes no difference between people. What was asked for may be no type at all.
    """
    types = list(variant.offering.participant_types)
    return (variant.participant_type or asked or types[0]) if types else ""


def registration_obstacle(offering: Offering, *, now: datetime) -> str:
    """Why nobody can register at the moment, in words; empty when anybody can."""
    today = local_date(now, offering.organization.timezone)
    opens, closes = offering.registration_opens, offering.registration_deadline
    if opens and today < opens:
        return gettext("Registration opens on %(day)s.") % {"day": date_format(opens, "j F Y")}
    if closes and today > closes:
        return gettext("Registration closed on %(day)s.") % {"day": date_format(closes, "j F Y")}
    return ""


def missing_prerequisites(offering: Offering, *, email: str) -> list[Offering]:
    """What the person of this mail address has yet to complete before: a completed booking with a session attended.

    Two queries where the offering asks for something, else none.
    """
    if not offering.prerequisites:
        return []
    attended = Seat.objects.filter(
        status=SeatStatus.ATTENDED,
        booking__status=BookingStatus.COMPLETED,
        booking__customer__email=fold_identity(email),
        booking__offering__slug__in=offering.prerequisites,
    )
    done = set(attended.values_list("booking__offering__slug", flat=True))
    missing = [slug for slug in offering.prerequisites if slug not in done]
    known = {found.slug: found for found in Offering.objects.filter(slug__in=missing)}
    return [known[slug] for slug in missing if slug in known]


def still_to_join(sessions: list[Session], *, offering: Offering, now: datetime) -> list[Session]:
    """The sessions ahead of a whole series that somebody may still join; none when entry has closed.

    `sessions` are all of the run in order. Entry closes once more than `entry_closes_after` of them have begun.
    """
    earliest = now + timedelta(hours=offering.notice_hours)
    ahead = [session for session in sessions if session.starts_at > earliest]
    return ahead if len(sessions) - len(ahead) <= offering.entry_closes_after else []


def shares_taken(sessions: Iterable[Session]) -> dict[int, dict[str, int]]:
    """Places taken by session id and type of participant, by holds that ran out as well; one query."""
    return _count(Seat.objects.filter(session__in=[session.pk for session in sessions]))


def shares_left(
    sessions: Iterable[tuple[Session, Offering]], *, left: Mapping[int, int | None], now: datetime
) -> dict[int, dict[str, int]]:
    """Places left by session id and type, never more than are left in all; one query where there are types."""
    typed = [(session, offering.participant_types) for session, offering in sessions if offering.participant_types]
    taken = {}
    if typed:
        seats = Seat.objects.filter(session__in=[session.pk for session, _ in typed])
        taken = _count(seats.exclude(overdue_hold(now=now, prefix="booking__")))
    shares = {}
    for session, types in typed:
        most = left[session.pk]
        free = {kind: max(0, share - taken.get(session.pk, {}).get(kind, 0)) for kind, share in types.items()}
        shares[session.pk] = free if most is None else {kind: min(most, places) for kind, places in free.items()}
    return shares


def _count(seats: QuerySet[Seat]) -> dict[int, dict[str, int]]:
    kept = seats.exclude(status=SeatStatus.RELEASED).values_list("session_id", "booking__participant_type")
    taken: dict[int, dict[str, int]] = {}
    for session_id, kind, places in kept.annotate(places=Count("pk")):
        taken.setdefault(session_id, {})[kind] = places
    return taken
