"""What must still work when all the nonsense has been sent."""

from collections.abc import Iterator

from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

from booking.core.clock import now
from booking.core.errors import Malformed
from booking.core.events import deliver_due
from booking.core.gate import check_value
from booking.core.models import Delivery
from booking.core.tenancy import acting_for_everyone
from booking.core.timezones import is_zone
from booking.notifications.models import Message
from booking.notifications.services import send_due
from booking.notifications.states import MessageStatus
from booking.reservations.models import Booking
from booking.reservations.selectors import manage_url
from tests.nonsense.faces import Face

_BATCH = 40


def complaints_afterwards(client: Client) -> list[str]:
    """Sentences about bookings and letters that say something nonsensical or cannot be shown."""
    found = [sentence for booking in Booking.objects.all() for sentence in _about_booking(booking)]
    found += [*_about_last_bookings(client), *_about_letters()]
    call_command("check_consistency")
    return found


def sound_addresses(clients: dict[str, Client], *, faces: list[Face]) -> set[str]:
    """Lists, feeds, pages and what the admin has of them, as far as they answer 200."""
    admin = {face.template for face in faces if face.actor == "staff"}
    asked = {("staff", path) for path in admin} | {("visitor", path) for path in _addresses()}
    return {path for actor, path in asked if _status(clients[actor], path) == 200}


def _addresses() -> Iterator[str]:
    """Lists of the API, feeds, and all pages."""
    days = "?from=2027-01-04&to=2027-03-01"
    yield from (
        "/api/v1/offerings/",
        "/api/v1/instructors/",
        "/api/schema/",
        "/api/docs/",
        "/schedule.ics",
        "/sitemap.xml",
    )
    yield f"/api/v1/offerings/coaching/slots/{days}"
    yield f"/api/v1/offerings/tuesday-flow/sessions/{days}"
    yield from ("/book/coaching/", "/book/tuesday-flow/", "/book/june-retreat/", "/schedule/tuesday-flow.ics")
    for site in Site.objects.select_related("root_page"):
        for page in site.root_page.get_descendants(inclusive=True).live():
            yield page.relative_url(site)


def _status(client: Client, path: str) -> int:
    response = client.get(path)
    if response.streaming:
        list(response.streaming_content)
    return response.status_code


def _about_booking(booking: Booking) -> Iterator[str]:
    try:
        check_value([booking.name, booking.email, booking.phone, booking.end_reason])
    except Malformed as refusal:
        yield f"{booking.reference} holds nonsense: {refusal.detail}"
    if not is_zone(booking.timezone) or "@" not in booking.email or not booking.name.strip():
        yield f"{booking.reference} holds nonsense"


def _about_last_bookings(client: Client) -> Iterator[str]:
    """The pages of the last ones, odd names and all."""
    for booking in Booking.objects.order_by("-pk").select_related("organization")[:_BATCH]:
        address = manage_url(booking)
        for page in (address, address.replace("/?", "/calendar.ics?")):
            if (status := _status(client, page)) != 200:
                yield f"{page}: {status} afterwards"


def _about_letters() -> Iterator[str]:
    """Everything that is owed is delivered and sent, or nothing is."""
    while deliver_due(now=now()):
        pass
    with acting_for_everyone():
        for delivery in Delivery.objects.filter(done_at=None).select_related("record"):
            yield f"{delivery} of {delivery.record} fails: {delivery.error}"
    while send_due(now=now()):
        pass
    for message in Message.objects.filter(status=MessageStatus.FAILED):
        yield f"{message} to {message.recipient} is {message.status}"
