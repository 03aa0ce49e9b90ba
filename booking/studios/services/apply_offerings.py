"""What can be booked: offerings with their tiers, venues and schedules."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from booking.core.errors import AlmanacError, Invalid
from booking.core.money import Money
from booking.earnings.models import Terms
from booking.earnings.selectors import terms_by_offering
from booking.earnings.services import save_terms_of_offering
from booking.intake.models import Form
from booking.offerings.models import Offering, Policy
from booking.offerings.services import Tier, archive_offering, save_offering
from booking.people.models import Instructor
from booking.pricing.services import save_phases
from booking.scheduling.models import Place, Room, Series
from booking.scheduling.services import save_series
from booking.scheduling.services.places import save_venue
from booking.studios.schema.earnings import pay_of
from booking.studios.schema.offerings import DAYS
from booking.studios.schema.prices import stored_percent
from booking.studios.services.application import Application

NO_DATES: dict[str, object] = {"dates": []}
# What sessions take from their offering: a change of one of these reaches those to come.
MAKES_SESSIONS = (
    "schedule",
    "length",
    "facilitators",
    "place",
    "resources",
    "buffer",
    "capacity",
    "overbooking",
    "minimum",
)


@dataclass(frozen=True, slots=True)
class _Known:
    """Rows that offerings refer to, by the names that the file has for them; terms by the offering they are for."""

    people: dict[str, Instructor]
    places: dict[str, Place]
    rooms: dict[str, Room]
    policies: dict[str, Policy]
    forms: dict[str, Form]
    terms: dict[int, Terms]


def apply_offerings(application: Application) -> None:
    known = _Known(
        people={person.email: person for person in Instructor.objects.all()},
        places={place.slug: place for place in Place.objects.all()},
        rooms={room.slug: room for room in Room.objects.all()},
        policies={policy.slug: policy for policy in Policy.objects.all()},
        forms={form.slug: form for form in Form.objects.all()},
        terms=terms_by_offering(),
    )
    _archive_missing(application)
    for index, values, before in application.differences("offerings", key="slug"):
        offering = _save(application, values=values, known=known)
        pay, terms = pay_of(values["earnings"]), known.terms.get(offering.pk)
        if pay != (terms.agreed if terms else None):
            save_terms_of_offering(offering, pay=pay)
        if before is None or any(before[name] != values[name] for name in MAKES_SESSIONS):
            _save_dates(application, offering=offering, index=index, schedule=values["schedule"])


def _archive_missing(application: Application) -> None:
    for slug in application.missing("offerings", key="slug"):
        offering = archive_offering(Offering.objects.get(slug=slug))
        _drop_dates(application, offering=offering)
        application.report.count("offerings", "archived")
        application.report.notices.append(f"{slug} is no longer in the file: archived, its bookings stay")


def _save(application: Application, *, values: dict, known: _Known) -> Offering:
    offering = save_offering(
        values["slug"],
        details={
            **_details(values),
            "picture": application.shelf.images.get(values["picture"]),
            "policy": known.policies.get(values["policy"]),
            "form": known.forms.get(values["form"]),
        },
        facilitators=[known.people[email] for email in values["facilitators"]],
        tags=values["tags"],
        tiers=[_tier(tier, currency=application.organization.currency) for tier in values["variants"]],
    )
    if any(phase["places"] for tier in values["variants"] for phase in tier["phases"]):
        save_phases(offering.variants.all())
    if values["place"] or values["resources"] or values["meeting_url"] or hasattr(offering, "venue"):
        save_venue(
            offering,
            place=known.places.get(values["place"]),
            rooms=[known.rooms[slug] for slug in values["resources"]],
            meeting_url=values["meeting_url"],
        )
    return offering


def _details(values: dict) -> dict[str, object]:
    same = ("kind", "name", "summary", "description", "picture_alt", "category", "language", "visibility", "staffing")
    more = ("delivery", "slot_step", "capacity", "overbooking", "minimum_participants", "minimum", "participant_types")
    settled = ("waitlist", "approval", "entry_closes_after", "prerequisites", "allow_weekly", "schedule_note")
    texts = ("outcomes", "itinerary", "bring", "instructions", "faq", "testimonials", "milestones")
    return {
        **{name: values[name] for name in (*same, *more, *settled, *texts)},
        "is_active": values["active"],
        "lengths": values["length"],
        "notice_hours": values["window"]["notice_hours"],
        "window_days": values["window"]["days"],
        "buffer_before": values["buffer"]["before"],
        "buffer_after": values["buffer"]["after"],
        **{name: _day(values[name]) for name in DAYS},
        "payment_methods": values["payment"]["methods"],
        "price_from": values["price_from"],
        "discounts": list(map(stored_percent, values["discounts"])),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _tier(values: dict, *, currency: str) -> Tier:
    phases = list(map(stored_percent, values["phases"]))
    return Tier(**{**values, "price": Money(values["price"], currency), "phases": phases})


def _save_dates(application: Application, *, offering: Offering, index: int, schedule: dict | None) -> None:
    """Make the sessions. A refusal becomes a problem of the file, so that all of them are told at once."""
    if schedule is None:
        _drop_dates(application, offering=offering)
        return
    try:
        with transaction.atomic():
            save_series(offering, pattern=schedule["pattern"], timezone=schedule["timezone"], now=application.now)
    except Invalid as refusal:
        reasons = refusal.fields.get("schedule", [refusal.detail])
        application.spot("offerings", index, "schedule").refuse("dates that can be held", found="; ".join(reasons))
    except AlmanacError:
        application.spot("offerings", index, "schedule").refuse(
            "times at which the facilitators and rooms are free", found="a time at which one of them is taken"
        )


def _drop_dates(application: Application, *, offering: Offering) -> None:
    """Take away the sessions that nobody booked; the others stay as they are."""
    series = Series.objects.filter(offering=offering).first()
    if series is not None:
        save_series(offering, pattern=NO_DATES, timezone=series.timezone, now=application.now)
