"""What a choice comes to: the rows it names, its times in words, its price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext

from booking.checkout.labels import day_label
from booking.checkout.selection import may_repeat
from booking.checkout.state import Choice
from booking.core.errors import Malformed
from booking.core.timezones import local_date
from booking.intake.selectors import read_answers
from booking.notifications.times import describe_time, describe_time_elsewhere
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering, Variant
from booking.offerings.models.variants import WHOLE, Cadence
from booking.offerings.selectors import active_variants, detailed_offering, facilitators_of, find_offering
from booking.people.models import Instructor
from booking.people.selectors import viewer_behind
from booking.pricing.sales import Sale
from booking.pricing.selectors import code_used
from booking.reservations.cadence import LATER, Wish
from booking.reservations.ground import zone_of
from booking.reservations.models import Booking
from booking.reservations.pack_dates import PackDate, pack_dates
from booking.reservations.services import BookingRequest, Companion
from booking.scheduling.models import Session
from booking.scheduling.selectors import VENUE, scheduled_dates

_MOST_MEETINGS = 6
NOBODY = {"name": "", "email": ""}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One time in words, and on the venue's clock where that differs."""

    time: str
    elsewhere: str = ""


@dataclass(frozen=True)
class Purchase:
    """A choice with the rows it names."""

    choice: Choice
    offering: Offering
    variant: Variant
    instructor: Instructor | None

    @property
    def host(self) -> Instructor | None:
        """Who it is with, where that is certain before it is booked: the one chosen, or the only one there is."""
        people = facilitators_of(self.offering)
        return self.instructor or (people[0] if self.books_slots and len(people) == 1 else None)

    @property
    def books_slots(self) -> bool:
        return kinds.get(self.offering.kind).books == "slots"

    @property
    def has_no_times(self) -> bool:
        """Whether there is nothing to come to, as with credits."""
        return kinds.get(self.offering.kind).books == "nothing"

    @property
    def length(self) -> int:
        """Minutes."""
        return self.choice.length or self.variant.length or self.offering.length

    @property
    def left(self) -> int:
        """How many sessions of a pack are chosen later."""
        if self.variant.scope in WHOLE or self.has_no_times:
            return 0
        if not self.books_slots:
            return self.variant.sessions - len(self.choice.sessions)
        return self.wish.bought(zone=self.zone) - len(self.wish.wanted(zone=self.zone))

    @property
    def wish(self) -> Wish:
        choice = self.choice
        return Wish(self.variant, choice.instants, skip=choice.skipped, rest=choice.rest, repeat=choice.repeat)

    @cached_property
    def zone(self) -> str:
        """On whose clock its times recur."""
        return zone_of(self.offering, instructor=self.instructor)

    @property
    def has_several_times(self) -> bool:
        return self.books_slots and (self.variant.sessions > 1 or self.wish.is_weekly)

    def sale(self, *, now: datetime, code: str = "") -> Sale:
        """What its price depends on, as far as is known before anybody said who they are."""
        return replace(self.request(NOBODY, answers={}), coupon=code).sale(now=now)

    @property
    def may_wait(self) -> bool:
        """Whether some sessions of a pack of dates may be chosen later."""
        return self.variant.cadence == Cadence.NONE

    def with_starts(self, starts: Iterable[datetime]) -> Choice:
        """The choice with exactly these times; what is missing is chosen later."""
        chosen = tuple(start.isoformat() for start in sorted(set(starts)))
        is_short = len(chosen) == 1 if self.wish.is_weekly else len(chosen) < self.variant.sessions
        rest = LATER if is_short else ""
        return replace(self.choice, starts_at=chosen, skip=(), rest=rest)

    def request(self, details: Mapping[str, object], *, answers: Mapping[str, object]) -> BookingRequest:
        """What the rooms below are asked for; `details` are name, email and phone, type, guests and note."""
        return BookingRequest(
            offering=self.offering,
            variant=self.variant,
            timezone=self.choice.timezone,
            source="page",
            starts_at=self.choice.instants,
            sessions=self.choice.sessions,
            instructor=self.instructor,
            length=self.choice.length,
            quantity=self.choice.quantity,
            viewer=viewer_behind(self.choice.connection),
            skip=self.choice.skipped,
            rest=self.choice.rest,
            repeat=self.choice.repeat,
            answers=answers,
            **details,
        )


def resolve_choice(choice: Choice) -> Purchase:
    """Raises NotFound when the offering is gone or hidden, Malformed when its price tier or instructor is."""
    return _purchase(choice, find_offering(choice.offering, key=choice.key or None))


def show_choice(choice: Choice, *, moment: int, now: datetime) -> Purchase:
    """The same to be shown and never to be booked: of an offering kept since `moment`."""
    return _purchase(
        choice, detailed_offering(choice.offering, key=choice.key or None, along=VENUE, moment=moment, now=now)
    )


def _purchase(choice: Choice, offering: Offering) -> Purchase:
    variant = next((v for v in active_variants(offering) if v.slug == choice.variant), None)
    people = {person.slug: person for person in facilitators_of(offering)}
    is_gone = variant is None or (choice.repeat and not may_repeat(offering, variant))
    if is_gone or (choice.instructor and choice.instructor not in people):
        raise Malformed("This is no longer on offer as it was when you chose it. Please choose again.")
    return Purchase(choice, offering, variant, people.get(choice.instructor))


def dates_of(purchase: Purchase, *, now: datetime) -> list[PackDate]:
    """Each time of a pack, with whether it can be had, and what is free in its week if not."""
    return pack_dates(
        purchase.offering,
        purchase.wish,
        length=purchase.choice.length,
        instructor=purchase.instructor,
        viewer=viewer_behind(purchase.choice.connection),
        timezone=purchase.choice.timezone,
        now=now,
    )


def meetings_of(purchase: Purchase) -> list[Meeting]:
    """What would be booked, in the visitor's zone; long lists end with a line that sums up the rest."""
    choice = purchase.choice
    if purchase.has_no_times:
        return []
    if purchase.books_slots:
        minutes, venue = timedelta(minutes=purchase.length), purchase.zone
        times = [(start, start + minutes, venue) for start in purchase.wish.wanted(zone=venue)]
    else:
        whole = purchase.variant.scope in WHOLE
        chosen = scheduled_dates(purchase.offering, references=None if whole else choice.sessions)
        times = [(session.starts_at, session.ends_at, session.timezone) for session in chosen]
    return describe_meetings(times, timezone=choice.timezone)


def meetings_in(sessions: list[Session], *, timezone: str) -> list[Meeting]:
    """The same of sessions that are held or booked."""
    return describe_meetings([(s.starts_at, s.ends_at, s.timezone) for s in sessions], timezone=timezone)


def describe_meetings(times: list[tuple[datetime, datetime, str]], *, timezone: str) -> list[Meeting]:
    """In words: starts and ends with the zone of the venue."""
    shown = times if len(times) <= _MOST_MEETINGS else times[: _MOST_MEETINGS - 1]
    lines = [
        Meeting(
            describe_time(start, end, timezone=timezone),
            describe_time_elsewhere(start, end, timezone=venue, beside=timezone),
        )
        for start, end, venue in shown
    ]
    if len(shown) < len(times):
        until = day_label(local_date(times[-1][0], timezone))
        more = gettext("and %(count)s more, the last on %(day)s") % {"count": len(times) - len(shown), "day": until}
        lines.append(Meeting(more))
    return lines


def details_of(booking: Booking) -> tuple[dict[str, object], dict[str, object]]:
    """What the customer typed for a booking: name, email, phone, type, guests, note and code; answers by question."""
    answers = read_answers(booking.submission) if booking.submission else []
    same = {name: getattr(booking, name) for name in ("name", "email", "phone", "participant_type", "note")}
    code = code_used(booking.reference) if booking.has_uses else ""
    details = {**same, "guests": guests_of(booking), "coupon": code}
    return details, {question.slug: value for question, value in answers}


def guests_of(booking: Booking) -> tuple[Companion, ...]:
    """The others of a booking, as they were named; no query for one person."""
    rows = booking.guests.order_by("number") if booking.quantity > 1 else ()
    return tuple(Companion(row.name, row.email, row.is_told) for row in rows)
