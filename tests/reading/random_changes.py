"""Everything that may change what visitors see, done at random by the services and by raw updates."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from booking.accounts.models import Organization
from booking.availability.models import Schedule
from booking.availability.rules.conditions import ANYTHING, Audience, Conditions, Mode
from booking.availability.services import save_schedule
from booking.availability.services.save_schedule import OpenHours, OtherHours
from booking.calendars.models import Entry, Owner
from booking.calendars.services import Occupation, occupy, release, set_buffers
from booking.core.errors import AlmanacError, NotFound
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.offerings.models import Offering, Variant
from booking.offerings.selectors import find_offering
from booking.offerings.services import archive_offering, save_policy
from booking.pages.models import OfferingPage
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.selectors import sessions_of
from booking.reservations.services import (
    BookingRequest,
    approve_booking,
    book,
    cancel_booking,
    decline_booking,
    hold_booking,
    reschedule_session,
)
from booking.reservations.services.expire import expire_overdue
from booking.reservations.slots import find_slots
from booking.reservations.states import BookingStatus
from booking.scheduling.models import Place, Series, Session, SessionFacilitator
from booking.scheduling.services import call_off_session, move_session, save_series
from booking.scheduling.services.places import save_place, save_room, save_travel, save_venue

_CONDITIONS = [
    ANYTHING,
    ANYTHING,
    Conditions(booking=Mode.REQUEST),
    Conditions(audience=Audience.CONNECTED),
    Conditions(offerings=("coaching",)),
]
_ANSWERS = {"goals": "Sleep better", "consent": True}


class Changes:
    """One change after the other, of a kind drawn at random; a refusal is an answer too."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def make(self, *, now: datetime) -> str:
        """Returns what was done, for the message of a failure."""
        change = self.random.choice(_CHANGES)
        try:
            change(self.random, now)
        except AlmanacError as refusal:
            return f"{change.__name__}: refused, {refusal.code}"
        return change.__name__


def _book_time(dice: random.Random, now: datetime) -> None:
    _ask_for_time(dice, now, do=_confirm)


def _hold_time(dice: random.Random, now: datetime) -> None:
    _ask_for_time(dice, now, do=lambda request, now: hold_booking(request, now=now))


def _ask_for_time(dice: random.Random, now: datetime, *, do: Callable) -> None:
    offering = find_offering(dice.choice(["coaching", "lesson"]))
    slots = find_slots(offering, after=now, before=now + timedelta(days=20), now=now)
    do(_request(offering, starts_at=(dice.choice(slots).start,)), now)


def _book_date(dice: random.Random, now: datetime) -> None:
    _ask_for_date(dice, now, do=_confirm)


def _hold_date(dice: random.Random, now: datetime) -> None:
    _ask_for_date(dice, now, do=lambda request, now: hold_booking(request, now=now))


def _ask_for_date(dice: random.Random, now: datetime, *, do: Callable) -> None:
    offering = find_offering("tuesday-flow")
    dates = Session.objects.filter(offering=offering, starts_at__gt=now).order_by("starts_at")[:3]
    do(_request(offering, sessions=(dice.choice(dates).reference,), quantity=dice.randint(1, 2)), now)


def _request(offering: Offering, **values) -> BookingRequest:
    answers = _ANSWERS if offering.form else {}
    person = {"name": "Eve", "email": "eve@example.com", "timezone": "Europe/Zurich", "source": "api"}
    return BookingRequest(offering=offering, variant=offering.variants.first(), answers=answers, **person, **values)


def _confirm(request: BookingRequest, now: datetime) -> None:
    book(request, provider="transfer", actor="eve", now=now)


def _cancel(dice: random.Random, now: datetime) -> None:
    bookings = list(Booking.objects.filter(status=BookingStatus.CONFIRMED).select_related("order", "offering"))
    if bookings:
        cancel_booking(dice.choice(bookings), actor="eve", now=now)


def _sweep(dice: random.Random, now: datetime) -> None:
    expire_overdue(now=now)


def _change_hours(dice: random.Random, now: datetime) -> None:
    opens = dice.choice([480, 540, 600])
    away = now.date() + timedelta(days=dice.randint(1, 20))
    save_schedule(
        dice.choice(Instructor.objects.filter(schedule__isnull=False)),
        weekly=[OpenHours(day, opens, opens + 480, dice.choice(_CONDITIONS)) for day in range(5)],
        exceptions=[OtherHours(away, ((600, 720, ANYTHING),) if dice.random() < 0.5 else ())],
        rules={"per_day": dice.choice([None, 2, 6])},
    )


def _lift_limits(dice: random.Random, now: datetime) -> None:
    Schedule.objects.update(per_week=dice.choice([None, 3, 20]), firm_notice_hours=dice.choice([0, 5]))


def _change_buffers(dice: random.Random, now: datetime) -> None:
    set_buffers(dice.choice(Owner.objects.all()), before=dice.choice([0, 15]), after=dice.choice([0, 30]))


@transactional
def _black_out(dice: random.Random, now: datetime) -> None:
    owner = dice.choice(Owner.objects.all())
    lock([owner])
    start = now.replace(minute=0) + timedelta(hours=dice.randint(20, 400))
    occupy([Occupation(owner, "blackout", dice.randint(1, 9), start, start + timedelta(hours=2))])


@transactional
def _lift_black_outs(dice: random.Random, now: datetime) -> None:
    release("blackout", source_ids=range(1, 10))


def _forget_an_entry(dice: random.Random, now: datetime) -> None:
    Entry.objects.filter(pk=Entry.objects.order_by("starts_at").values("pk")[:1]).delete()


def _change_price(dice: random.Random, now: datetime) -> None:
    Variant.objects.filter(offering__slug="tuesday-flow").update(price=dice.randint(1000, 9000))


def _change_notice(dice: random.Random, now: datetime) -> None:
    Offering.objects.filter(slug="coaching").update(notice_hours=dice.randint(0, 30), window_days=dice.randint(20, 90))


def _change_registration(dice: random.Random, now: datetime) -> None:
    days = [now.date() + timedelta(days=number) for number in range(-1, 3)]
    Offering.objects.filter(slug="tuesday-flow").update(
        registration_opens=dice.choice([None, *days]), registration_deadline=dice.choice([None, None, *days])
    )


def _ask_first(dice: random.Random, now: datetime) -> None:
    Offering.objects.filter(slug="coaching").update(approval=dice.random() < 0.3)


def _close_and_open(dice: random.Random, now: datetime) -> None:
    Offering.objects.filter(slug="open-circle").update(is_active=dice.random() < 0.7)


def _archive(dice: random.Random, now: datetime) -> None:
    archive_offering(Offering.objects.get(slug="june-retreat"))


def _change_policy(dice: random.Random, now: datetime) -> None:
    save_policy("standard", details={"cancel_until_hours": dice.randint(1, 72)})


def _change_series(dice: random.Random, now: datetime) -> None:
    series = Series.objects.select_related("offering").get(offering__slug="tuesday-flow")
    pattern = {**series.pattern, "at": dice.choice(["18:00", "18:30", "19:00"])}
    save_series(series.offering, pattern=pattern, timezone=series.timezone, now=now)


def _call_off(dice: random.Random, now: datetime) -> None:
    dates = Session.objects.filter(offering__slug="tuesday-flow", starts_at__gt=now, taken=0)
    Session.objects.filter(pk=dice.choice(dates[:5]).pk).update(status="cancelled")


def _publish(dice: random.Random, now: datetime) -> None:
    page = OfferingPage.objects.order_by("pk").first()
    page.title = f"Title {dice.randint(1, 1000)}"
    page.save_revision().publish()


def _hide_and_show(dice: random.Random, now: datetime) -> None:
    page = OfferingPage.objects.order_by("-pk").first()
    if page.live:
        page.unpublish()
    else:
        page.save_revision().publish()


def _rename(dice: random.Random, now: datetime) -> None:
    Organization.objects.update(tagline=f"Tagline {dice.randint(1, 1000)}")
    Place.objects.update(name=f"Hall {dice.randint(1, 1000)}")
    Instructor.objects.filter(slug="ben-lind").update(name=f"Ben {dice.randint(1, 1000)}")


def _equip(dice: random.Random, now: datetime) -> None:
    """Coaching and lessons, or one of them, need the same room of which there may be several."""
    room = save_room("microphone", name="Microphone", units=dice.randint(1, 3))
    place = dice.choice([None, *Place.objects.all()])
    save_venue(
        Offering.objects.get(slug=dice.choice(["coaching", "lesson"])), place=place, rooms=[room][: dice.randint(0, 1)]
    )


def _part_places(dice: random.Random, now: datetime) -> None:
    slugs = [place.slug for place in Place.objects.order_by("pk")]
    save_travel([(slugs[0], slugs[-1], dice.randint(5, 90))] if slugs[1:] else [])


def _open_a_place(dice: random.Random, now: datetime) -> None:
    save_place("studio-2", details={"name": "Second studio", "address": "Quai 2", "timezone": "Europe/Zurich"})


def _move(dice: random.Random, now: datetime) -> None:
    booking = _one_of(dice, offering__slug__in=["coaching", "lesson"], status=BookingStatus.CONFIRMED)
    slots = find_slots(booking.offering, after=now, before=now + timedelta(days=20), now=now)
    slot = dice.choice(slots)
    who = {"actor": "eve", "instructor": slot.instructors[0]}
    reschedule_session(booking, session=sessions_of(booking)[0].reference, starts_at=slot.start, **who, now=now)


def _answer_a_request(dice: random.Random, now: datetime) -> None:
    booking = _one_of(dice, status=BookingStatus.REQUESTED)
    if dice.random() < 0.5:
        approve_booking(booking, actor="ana", now=now)
    else:
        decline_booking(booking, actor="ana", reason="Away.", now=now)


def _one_of(dice: random.Random, **such: object) -> Booking:
    """Raises NotFound when there is none."""
    found = list(Booking.objects.filter(**such).select_related("order", "offering__organization", "variant"))
    if not found:
        raise NotFound()
    return dice.choice(found)


def _move_a_date(dice: random.Random, now: datetime) -> None:
    session = dice.choice(_dates_to_come(dice, now))
    move_session(session, to=session.starts_at + timedelta(hours=dice.choice([-2, 1, 24])), actor="ben", now=now)


def _call_off_a_date(dice: random.Random, now: datetime) -> None:
    call_off_session(_dates_to_come(dice, now)[-1], actor="ben", reason="Ill.", now=now)


def _dates_to_come(dice: random.Random, now: datetime) -> list[Session]:
    slug = dice.choice(["tuesday-flow", "tuesday-flow", "open-circle"])
    dates = Session.objects.filter(offering__slug=slug, starts_at__gt=now, status="scheduled").order_by("starts_at")
    if not dates:
        raise NotFound()
    return list(dates[:4])


def _pass_on(dice: random.Random, now: datetime) -> None:
    """By SQL alone: what somebody is busy with becomes somebody else's, a date that of another teacher."""
    entries = Entry.objects.filter(source_kind="blackout").values("pk")[:1]
    Entry.objects.filter(pk__in=list(entries.values_list("pk", flat=True))).update(
        owner=dice.choice(Owner.objects.all()), is_tentative=True
    )
    SessionFacilitator.objects.filter(session__in=_dates_to_come(dice, now)[:1]).update(
        instructor=dice.choice(Instructor.objects.all())
    )


_CHANGES = [
    *[_book_time, _book_date, _hold_time, _hold_date, _cancel, _sweep] * 3,
    *[_change_hours, _lift_limits, _change_buffers, _black_out, _lift_black_outs, _forget_an_entry, _change_price],
    *[_change_notice, _close_and_open, _archive, _change_policy, _change_series, _call_off, _publish, _hide_and_show],
    *[_rename, _change_registration, _ask_first, _open_a_place, _part_places, _move_a_date, _call_off_a_date, _pass_on],
    *[_equip, _move, _answer_a_request] * 2,
]
