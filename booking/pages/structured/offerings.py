from booking.offerings.models import Offering, Variant
from booking.offerings.models.offerings import Delivery
from booking.pages.presentation.facts import Landing
from booking.pricing.labels import PriceNow
from booking.scheduling.models import Place
from booking.scheduling.selectors import Coming, Spot

MOST_EVENTS = 10
_COURSES = ("course", "program")
_ATTENDANCE = {
    Delivery.ONLINE: "OnlineEventAttendanceMode",
    Delivery.SELF_GUIDED: "OnlineEventAttendanceMode",
    Delivery.IN_PERSON: "OfflineEventAttendanceMode",
    Delivery.HYBRID: "MixedEventAttendanceMode",
}
_MODES = {Delivery.ONLINE: "online", Delivery.IN_PERSON: "onsite", Delivery.HYBRID: "blended"}


def describe_offering(landing: Landing, *, url: str, image: str = "") -> list[dict]:
    """The offering as Event, Course or Service of schema.org; addresses are absolute.

    Events need dates: without sessions to come there is nothing to say about them.
    """
    offering = landing.offering
    base = {"name": offering.name, "description": offering.summary, "url": url, "image": image}
    base = {key: value for key, value in base.items() if value}
    if landing.books_slots:
        return [{"@type": "Service", **base, "provider": _provider(offering), "offers": _offers(landing, url=url)}]
    if offering.kind in _COURSES:
        return [_course(landing, base=base, url=url)]
    if landing.is_sold_whole and landing.sessions:
        return [_event(landing, base=base, url=url, first=landing.sessions[0], last=landing.sessions[-1])]
    return [
        _event(landing, base=base, url=url, first=session, last=session) for session in landing.sessions[:MOST_EVENTS]
    ]


def _event(landing: Landing, *, base: dict, url: str, first: Coming, last: Coming) -> dict:
    """See https://schema.org/Event."""
    return {
        "@type": "Event",
        **base,
        "startDate": first.starts_at,
        "endDate": last.ends_at,
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{_ATTENDANCE[landing.offering.delivery]}",
        "location": _location(landing.offering, place=first.place or landing.place, url=url),
        "organizer": _provider(landing.offering),
        "performer": [{"@type": "Person", "name": person.name} for person in landing.facilitators],
        "offers": _offers(landing, url=url),
    }


def _course(landing: Landing, *, base: dict, url: str) -> dict:
    """See https://schema.org/Course and https://schema.org/CourseInstance."""
    course = {"@type": "Course", **base, "provider": _provider(landing.offering), "offers": _offers(landing, url=url)}
    if landing.sessions:
        course["hasCourseInstance"] = {
            "@type": "CourseInstance",
            "courseMode": _MODES.get(landing.offering.delivery, "online"),
            "startDate": landing.sessions[0].starts_at,
            "endDate": landing.sessions[-1].ends_at,
            "location": _location(landing.offering, place=landing.place, url=url),
            "instructor": [{"@type": "Person", "name": person.name} for person in landing.facilitators],
        }
    return course


def _offers(landing: Landing, *, url: str) -> list[dict]:
    known = zip(landing.variants, landing.prices, strict=True)
    return [_offer(variant, price=price, landing=landing, url=url) for variant, price in known]


def _offer(variant: Variant, *, price: PriceNow, landing: Landing, url: str) -> dict:
    """See https://schema.org/Offer."""
    until = {"priceValidUntil": price.phase.ends_on} if price.phase and price.phase.ends_on else {}
    return {
        "@type": "Offer",
        "name": variant.name,
        "price": price.price.amount,
        **until,
        "priceCurrency": variant.currency,
        "availability": f"https://schema.org/{'InStock' if landing.is_open else 'SoldOut'}",
        "url": url,
    }


def _provider(offering: Offering) -> dict:
    return {"@type": "Organization", "name": offering.organization.name}


def _location(offering: Offering, *, place: Place | Spot | None, url: str) -> dict | list[dict]:
    virtual = {"@type": "VirtualLocation", "url": url}
    if place is None:
        return virtual
    here = {"@type": "Place", "name": place.name, "address": place.address or place.name}
    if place.latitude is not None and place.longitude is not None:
        here["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return [here, virtual] if offering.delivery == Delivery.HYBRID else here
