"""Bookings as rows, for tests of what is said about them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from booking.accounts.models import Domain, Membership, Organization, User
from booking.billing.models import Order, OrderLine
from booking.core.codes import hash_token
from booking.core.sealing import seal
from booking.core.tenancy import acting_for
from booking.notifications.models import Message
from booking.offerings.models import Offering, Variant
from booking.payments.models import Payment
from booking.people.models import Customer, Instructor
from booking.reservations.models import Booking, Seat
from booking.reservations.states import BookingStatus
from booking.scheduling.models import Place, Session, SessionFacilitator

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
FIRST = datetime(2027, 3, 3, 17, 0, tzinfo=UTC)
TOKEN = "a-secret-that-only-the-customer-has"


def make_studio(slug: str = "lumen", **fields) -> Organization:
    values = {
        "name": "Studio Lumen",
        "timezone": "Europe/Zurich",
        "currency": "CHF",
        "country": "CH",
        "languages": ["en"],
        "email": "hello@lumen.example",
        "phone": "+41 44 000 00 00",
        "bank_holder": "Lumen GmbH",
        "bank_iban": "CH9300762011623852957",
    }
    organization = Organization.objects.create(slug=slug, **{**values, **fields})
    with acting_for(organization):
        Domain.objects.create(organization=organization, host=f"{slug}.example")
    return organization


def make_instructor(name: str = "Mira Keller") -> Instructor:
    email = f"{name.split()[0].lower()}@lumen.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email=email)
    membership = Membership.objects.create(user=user, role="instructor")
    return Instructor.objects.create(
        membership=membership, slug=name.split()[0].lower(), name=name, email=email, timezone="Europe/Zurich"
    )


def make_offering(name: str = "Morning Yoga", **fields) -> Offering:
    values = {"slug": "morning-yoga", "kind": "class", "bring": ["A towel"], "instructions": "Come **early**."}
    return Offering.objects.create(name=name, **{**values, **fields})


def make_sessions(offering: Offering, instructor: Instructor, *, count: int = 1, zone: str = "Europe/Zurich"):
    place = Place.objects.create(
        slug=f"place-{Place.objects.count()}", name="Lake House", address="Seestrasse 1, Zürich", timezone=zone
    )
    starts = [FIRST + timedelta(weeks=week) for week in range(count)]
    sessions = [
        Session.objects.create(
            offering=offering, starts_at=start, ends_at=start + timedelta(hours=1), timezone=zone, place=place
        )
        for start in starts
    ]
    for session in sessions:
        SessionFacilitator.objects.create(session=session, instructor=instructor)
    return sessions


def make_booking(offering: Offering, sessions: list[Session], *, name: str = "Ada Meier", quantity: int = 1, **fields):
    """A confirmed booking that waits for a bank transfer of CHF 30.00 per place."""
    organization = offering.organization
    variant, _ = Variant.objects.get_or_create(
        offering=offering,
        slug="single",
        defaults={"name": "Single visit", "price": 3000, "currency": "CHF", "vat_rate": "8.1", "scope": "date"},
    )
    email = f"{name.split()[0].lower()}@customers.example"
    customer, _ = Customer.objects.get_or_create(email=email, defaults={"name": name, "created_at": NOW})
    values = {
        "organization": organization,
        "token_hash": hash_token(TOKEN, purpose="booking"),
        "sealed_token": seal(TOKEN),
        "status": BookingStatus.CONFIRMED,
        "order": _order(customer, total=3000 * quantity, quantity=quantity),
        "timezone": "Europe/Zurich",
        "source": "page",
        "payment_provider": "transfer",
        "created_at": NOW,
        "confirmed_at": NOW,
    }
    booking = Booking.objects.create(
        offering=offering,
        variant=variant,
        customer=customer,
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        quantity=quantity,
        **{**values, **fields},
    )
    for session in sessions:
        for number in range(1, quantity + 1):
            Seat.objects.create(booking=booking, session=session, number=number)
    return booking


def _order(customer: Customer, *, total: int, quantity: int) -> Order:
    order = Order.objects.create(
        customer=customer, currency="CHF", total=total, due_now=total, tax_included=True, placed_at=NOW
    )
    OrderLine.objects.create(
        order=order,
        position=0,
        description="Morning Yoga, Single visit",
        quantity=quantity,
        unit_price=3000,
        total=total,
        tax_rate=Decimal("8.1"),
        tax=225 * quantity,
    )
    Payment.objects.create(order=order, provider="transfer", amount=total, currency="CHF", created_at=NOW)
    return order


def queued(organization: Organization) -> list[tuple[str, str]]:
    """Kind and recipient of every message, in order of their kinds."""
    with acting_for(organization):
        return sorted(Message.objects.values_list("kind", "recipient"))
