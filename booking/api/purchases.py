"""From what a client names to what the services take."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from booking.accounts.authority import Staff
from booking.accounts.models import Organization
from booking.core.errors import Invalid, NotAllowed, NotFound
from booking.offerings.authority import may_manage
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering, Variant
from booking.offerings.models.variants import WHOLE
from booking.offerings.selectors import active_variants, facilitators_of, find_offering, find_public_variant
from booking.people.models import Instructor
from booking.people.selectors import viewer_by_link
from booking.people.viewers import STAFF
from booking.pricing.offers import read_offer
from booking.reservations.authority import check_dates_for_staff, holder_for_staff
from booking.reservations.selectors import STAFF_SOURCE
from booking.reservations.services import BookingRequest, Companion


def find_variant(offering: Offering, *, slug: str) -> Variant:
    """A price tier on sale. Raises Invalid, naming those there are."""
    for variant in active_variants(offering):
        if variant.slug == slug:
            variant.offering, variant.organization = offering, offering.organization
            return variant
    known = ", ".join(variant.slug for variant in active_variants(offering)) or "none"
    raise Invalid(fields={"variant": [f"There is no such variant; there are: {known}."]})


def find_facilitator(offering: Offering, *, slug: str) -> Instructor:
    """Raises Invalid, naming who holds the offering."""
    people = facilitators_of(offering)
    for person in people:
        if person.slug == slug:
            return person
    known = ", ".join(person.slug for person in people) or "nobody yet"
    raise Invalid(fields={"instructor": [f"This is held by: {known}."]})


def find_purchase(values: Mapping[str, object], *, organization: Organization, moment: int, now: datetime) -> Variant:
    """The variant somebody names, its offering at hand; `moment` was taken before anything was read.

    Raises Invalid for what does not exist or is not open.
    """
    variant = find_public_variant(values["offering"], variant=values["variant"], moment=moment, now=now)
    if variant is not None:
        # The request knows its organization already; without this every price would read it again.
        variant.organization = variant.offering.organization = organization
        return variant
    try:
        offering = find_offering(values["offering"], key=values.get("key"))
    except NotFound:
        raise Invalid(fields={"offering": ["There is no such offering."]}) from None
    offering.organization = organization
    return find_variant(offering, slug=values["variant"])


def check_dates(values: Mapping[str, object], *, variant: Variant) -> None:
    """Raises Invalid when the request names times for an offering of dates, or dates for one of times."""
    dates = [name for name in ("session", "sessions") if name in values]
    times = [name for name in ("starts_at", "instructor", "length", "skip", "repeat") if name in values]
    books = kinds.get(variant.offering.kind).books
    if books == "nothing" and (named := dates + times):
        raise Invalid(fields={named[0]: ["This has no times: leave it out."]})
    if books == "slots":
        if dates:
            raise Invalid(fields={dates[0]: ["This is booked by a free time: send starts_at."]})
    elif times:
        raise Invalid(fields={times[0]: ["This is booked by its dates: send session, with a date's reference."]})
    elif dates and variant.scope in WHOLE:
        raise Invalid(fields={dates[0]: ["This covers all dates: leave it out."]})


def check_answers(values: Mapping[str, object], *, offering: Offering) -> None:
    """Raises Invalid for answers to an offering that asks nothing: they would be lost."""
    if offering.form is None and values.get("answers"):
        raise Invalid(fields={f"answers.{slug}": ["This offering asks no questions."] for slug in values["answers"]})


def make_request(
    values: Mapping[str, object], *, organization: Organization, moment: int, now: datetime
) -> BookingRequest:
    """What the booking services take, as the customer asks for it. Raises Invalid."""
    variant = find_purchase(values, organization=organization, moment=moment, now=now)
    check_dates(values, variant=variant)
    check_answers(values, offering=variant.offering)
    offering, customer = variant.offering, values["customer"]
    return BookingRequest(
        offering=offering,
        variant=variant,
        name=customer["name"],
        email=customer["email"],
        phone=customer.get("phone", ""),
        timezone=values["timezone"],
        source=values.get("source", "api"),
        language=organization.language_code,
        starts_at=tuple(values.get("starts_at", ())),
        sessions=(values["session"],) if "session" in values else tuple(values.get("sessions", ())),
        instructor=find_facilitator(offering, slug=values["instructor"]) if "instructor" in values else None,
        length=values.get("length"),
        quantity=values.get("quantity", 1),
        participant_type=values.get("participant_type", ""),
        viewer=viewer_by_link(values.get("connection", "")),
        skip=tuple(values.get("skip", ())),
        rest=values.get("rest", ""),
        repeat=values.get("repeat", ""),
        guests=tuple(
            Companion(guest["name"], guest.get("email", ""), guest.get("tell", False))
            for guest in values.get("guests", ())
        ),
        note=values.get("note", ""),
        answers=values.get("answers", {}),
        coupon=values.get("coupon", ""),
    )


def at_offered_price(asked: BookingRequest, values: Mapping[str, object], *, now: datetime) -> BookingRequest:
    """The same at the price of the quote that came along, if one did. Raises what `read_offer` raises."""
    return replace(asked, offer=read_offer(values["quote"], asked.sale(now=now))) if "quote" in values else asked


def make_staff_request(
    values: Mapping[str, object], *, staff: Staff, organization: Organization, moment: int, now: datetime
) -> BookingRequest:
    """The same as somebody at work asks for it on a customer's behalf. Raises NotAllowed for what they do not hold."""
    asked = make_request(values, organization=organization, moment=moment, now=now)
    if not may_manage(staff, asked.offering):
        raise NotAllowed("You do not hold this offering.")
    check_dates_for_staff(asked.sessions, staff=staff)
    holder = asked.instructor
    if not asked.sessions:
        holder = holder_for_staff(asked.offering, named=asked.instructor, staff=staff)
    return replace(asked, instructor=holder, source=STAFF_SOURCE, viewer=STAFF)
