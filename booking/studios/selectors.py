"""An organization as it is now, in the values of the studio file."""

from datetime import date
from pathlib import PurePosixPath

from django.db.models import Prefetch, QuerySet

from booking.accounts.models import Membership, Organization
from booking.availability.models import DayException, Schedule
from booking.availability.rules import Conditions
from booking.availability.rules.conditions import DeclaredDay
from booking.calendars.models import Owner
from booking.earnings.rules import Pay
from booking.intake.models import Form
from booking.offerings.models import Offering, Policy, Variant
from booking.offerings.selectors import members_with_rights, with_details
from booking.people.models import Instructor
from booking.pricing.models import Coupon
from booking.scheduling.models import Place, Room, Series, Venue
from booking.studios.schema import empty_studio
from booking.studios.schema.earnings import read_pay
from booking.studios.schema.offerings import DAYS
from booking.studios.schema.organization import ADDRESS_COLUMNS
from booking.studios.schema.people import read_rule
from booking.studios.schema.prices import read_coupon, read_percent
from booking.studios.schema.rights import Lent, gather
from booking.studios.schema.travel import shortest_list


def read_studio(organization: Organization) -> dict:
    """The whole studio in the values that reading its file gives. Needs the organization to be active.

    Archived offerings and people who left are not part of it. The number of queries does not depend on its size.
    """
    return {
        **empty_studio(),
        "organization": read_organization(organization),
        "places": [_place(place) for place in Place.objects.order_by("pk")],
        "travel": _travel(),
        "resources": [_room(room) for room in _rooms()],
        "people": _people(organization),
        "policies": {policy.slug: _policy(policy) for policy in Policy.objects.order_by("pk")},
        "forms": {form.slug: _form(form) for form in Form.objects.prefetch_related("versions").order_by("pk")},
        "offerings": _offerings(),
        "coupons": [read_coupon(coupon) for coupon in Coupon.objects.filter(is_active=True).order_by("pk")],
    }


def file_name(field) -> str:
    """The last part of a stored file's name; empty without a file."""
    return PurePosixPath(field.name).name if field else ""


def read_organization(organization: Organization) -> dict:
    """The section `organization`."""
    columns = ("slug", "name", "tagline", "about", "timezone", "currency", "country", "region", "languages", "email")
    return {
        **_columns(organization, *columns, "phone"),
        "vat": {
            "number": organization.vat_number,
            "prices_include_vat": organization.prices_include_vat,
            "default_rate": organization.default_vat_rate,
        },
        "brand": {
            "primary": organization.brand_primary,
            "accent": organization.brand_accent,
            "logo": file_name(organization.logo),
        },
        "picture": file_name(organization.picture),
        "picture_alt": organization.picture_alt,
        "address": _columns(organization, *ADDRESS_COLUMNS) if organization.town else None,
        "payment_terms_days": organization.payment_terms_days,
        "dunning": organization.dunning,
        "grace_days": organization.grace_days,
        "bank": {
            "holder": organization.bank_holder,
            "iban": organization.bank_iban,
            "qr_iban": organization.bank_qr_iban,
            "name": organization.bank_name,
        },
    }


def _columns(row, *names: str) -> dict:
    return {name: getattr(row, name) for name in names}


def _place(place: Place) -> dict:
    columns = ("slug", "name", "address", "latitude", "longitude", "directions", "parking", "timezone")
    return _columns(place, *columns)


def _travel() -> list[tuple[str, str, int]]:
    places = Place.objects.all()
    return shortest_list({(p.slug, other): there for p in places for other, (there, _back) in p.travel.items()})


def _rooms() -> QuerySet[Room]:
    return Room.objects.select_related("place", "owner").prefetch_related("owner__blackouts").order_by("pk")


def _room(room: Room) -> dict:
    return {
        **_columns(room, "slug", "name", "capacity", "units"),
        "place": room.place.slug if room.place else None,
        "blackouts": _blackouts(room.owner),
    }


def _blackouts(owner: Owner | None) -> list[tuple]:
    blackouts = owner.blackouts.all() if owner else []
    return sorted((b.starts, b.ends, b.reason, b.keeps_booked) for b in blackouts)


def _policy(policy: Policy) -> dict:
    columns = ("cancel_until_hours", "reschedule_until_hours", "late_cancel_fee", "no_show_fee", "refund_tiers")
    return _columns(policy, *columns, "leniency_per_month", "waive_hours")


def _form(form: Form) -> dict:
    latest = max(form.versions.all(), key=lambda version: version.number)
    return {"mandatory": form.mandatory, "questions": latest.questions}


def _people(organization: Organization) -> list[dict]:
    profiles = Instructor.objects.select_related("photo", "earnings_terms").prefetch_related(
        Prefetch("schedule", queryset=Schedule.objects.prefetch_related("windows", "exceptions")),
        Prefetch("calendar_owner", queryset=Owner.objects.prefetch_related("blackouts")),
    )
    by_member = {profile.membership_id: profile for profile in profiles}
    people = []
    for member in members_with_rights().order_by("pk"):
        profile = by_member.get(member.pk)
        if profile is None or profile.is_active:
            people.append(_person(member, profile=profile, organization=organization))
    return people


def _person(member: Membership, *, profile: Instructor | None, organization: Organization) -> dict:
    return {
        "email": member.user.email,
        "name": profile.name if profile else member.user.get_full_name(),
        "role": member.role,
        "profile": _profile(profile) if profile else None,
        "timezone": profile.timezone if profile else organization.timezone,
        **_holiday_place(profile),
        "availability": _availability(profile) if profile else None,
        "creates_offerings": member.creates_offerings,
        "assists": gather(Lent(row.instructor.email, row.offering.slug, row.right) for row in member.assistances.all()),
    }


def _profile(profile: Instructor) -> dict:
    return {
        **_columns(profile, "slug", "job_title", "specializations", "bio"),
        "photo": file_name(profile.photo.file) if profile.photo else "",
        "hourly_rate": {name: getattr(profile, f"rate_{name}") for name in ("one_to_one", "group", "single")},
        "earnings": read_pay(_pay(profile)),
    }


def _pay(row: Instructor | Offering) -> Pay | None:
    terms = getattr(row, "earnings_terms", None)
    return terms.agreed if terms else None


def _declared_day(exception: DayException) -> DeclaredDay:
    return tuple((start, end, Conditions.from_json(said)) for start, end, said in exception.hours)


def _holiday_place(profile: Instructor | None) -> dict:
    schedule = getattr(profile, "schedule", None)
    return {"country": schedule and schedule.country or None, "region": schedule.region if schedule else ""}


def _availability(profile: Instructor) -> dict:
    schedule = getattr(profile, "schedule", None) or Schedule(organization_id=profile.organization_id)
    owner = getattr(profile, "calendar_owner", None)
    windows = schedule.windows.all() if schedule.pk else []
    exceptions = schedule.exceptions.all() if schedule.pk else []
    return {
        "weekly": sorted((w.weekday, w.start, w.end, Conditions.from_json(w.conditions)) for w in windows),
        "exceptions": sorted((e.day.isoformat(), _declared_day(e), e.reason) for e in exceptions),
        "blackouts": _blackouts(owner),
        "public_holidays": "closed" if schedule.closed_on_holidays else "open",
        "buffer": {"before": owner.buffer_before if owner else 0, "after": owner.buffer_after if owner else 0},
        "limits": _columns(schedule, "per_day", "per_week"),
        "booking": {
            **_columns(schedule, "firm", "approval_for_strangers", "firm_notice_hours", "notice_hours"),
            "rules": [read_rule(rule) for rule in schedule.booking_rules],
        },
        "calendar_visibility": profile.calendar_visibility,
        "calendar_details": profile.calendar_details,
    }


def _offerings() -> list[dict]:
    venues = {
        venue.offering_id: venue for venue in Venue.objects.select_related("place").prefetch_related("room_links__room")
    }
    schedules = {series.offering_id: series for series in Series.objects.all()}
    offerings: QuerySet[Offering] = (
        with_details(Offering.objects.filter(is_archived=False)).select_related("earnings_terms").order_by("pk")
    )
    return [
        read_offering(offering, venue=venues.get(offering.pk), series=schedules.get(offering.pk))
        for offering in offerings
    ]


def read_offering(offering: Offering, *, venue: Venue | None, series: Series | None) -> dict:
    """One entry of the section `offerings`; the offering's details should be prefetched."""
    same = ("slug", "kind", "name", "summary", "description", "picture_alt", "category", "language", "visibility")
    more = (
        "staffing",
        "delivery",
        "slot_step",
        "capacity",
        "overbooking",
        "minimum_participants",
        "minimum",
        "waitlist",
    )
    texts = ("participant_types", "outcomes", "itinerary", "bring", "instructions", "faq", "testimonials", "milestones")
    settled = ("approval", "entry_closes_after", "prerequisites", "allow_weekly", "schedule_note")
    return {
        **_columns(offering, *same, *more, *settled, *texts),
        **{name: _day(getattr(offering, name)) for name in DAYS},
        "picture": file_name(offering.picture.file) if offering.picture else "",
        "tags": [tag.name for tag in offering.tag_rows.all()],
        "active": offering.is_active,
        "facilitators": [link.instructor.email for link in offering.facilitator_links.all()],
        "place": venue.place.slug if venue and venue.place else None,
        "resources": _resources(venue),
        "meeting_url": venue.meeting_url if venue else "",
        "length": offering.lengths,
        "window": {"notice_hours": offering.notice_hours, "days": offering.window_days},
        "buffer": {"before": offering.buffer_before, "after": offering.buffer_after},
        "schedule": _schedule(series),
        "policy": offering.policy.slug if offering.policy else None,
        "form": offering.form.slug if offering.form else None,
        "variants": [_variant(variant) for variant in offering.variants.all()],
        "payment": {"methods": offering.payment_methods},
        "price_from": offering.price_from,
        "discounts": list(map(read_percent, offering.discounts)),
        "earnings": read_pay(_pay(offering)),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _resources(venue: Venue | None) -> list[str]:
    links = sorted(venue.room_links.all(), key=lambda link: link.pk) if venue else []
    return [link.room.slug for link in links]


def _schedule(series: Series | None) -> dict | None:
    """A series whose dates were all taken away counts as none."""
    if series is None or series.pattern == {"dates": []}:
        return None
    return {"pattern": series.pattern, "timezone": series.timezone}


def _variant(variant: Variant) -> dict:
    columns = ("slug", "name", "description", "price", "vat_rate", "sessions", "scope", "cadence", "length", "deposit")
    more = ("participant_type", "plan", "repeat", "price_per", "valid_days", "credits", "credit_price", "credits_most")
    return {**_columns(variant, *columns, *more, "rest_due_days"), "phases": list(map(read_percent, variant.phases))}
