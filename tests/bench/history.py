"""Years of business: customers, past sessions with their bookings, orders and payments, and old entries."""

from datetime import UTC, datetime, timedelta

from booking.billing.models import Order, OrderLine
from booking.billing.states import OrderStatus
from booking.calendars.models import Entry, Owner
from booking.offerings.models import Offering
from booking.payments.models import Payment
from booking.payments.states import PaymentStatus
from booking.people.models import Customer
from booking.reservations.models import Booking, Seat
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Session
from booking.scheduling.states import SessionStatus
from tests.bench.saving import save

# The evening before the studio is measured; history goes back from here.
EVENING = datetime(2027, 1, 3, 20, 0, tzinfo=UTC)
BOOKINGS_PER_CUSTOMER, BOOKINGS_PER_SESSION, BOOKINGS_PER_ENTRY = 20, 20, 2
DAYS = 1000
PRICE = 6000


def fill_history(number: int, first: int) -> None:
    """`number` bookings and what belongs to them, counted from `first`."""
    offerings = list(Offering.objects.order_by("pk").prefetch_related("variants"))
    customers = save(Customer, [_customer(first + n) for n in range(-(-number // BOOKINGS_PER_CUSTOMER))])
    sessions = save(
        Session, [_session(offerings[n % len(offerings)], n) for n in range(-(-number // BOOKINGS_PER_SESSION))]
    )
    orders = save(Order, [_order(customers[n % len(customers)]) for n in range(number)])
    save(OrderLine, [_line(order) for order in orders])
    save(Payment, [_payment(order) for order in orders])
    bookings = save(Booking, [_booking(order, sessions[n // BOOKINGS_PER_SESSION]) for n, order in enumerate(orders)])
    save(
        Seat,
        [
            Seat(booking=booking, session=sessions[n // BOOKINGS_PER_SESSION], status=SeatStatus.ATTENDED)
            for n, booking in enumerate(bookings)
        ],
    )
    owners = list(Owner.objects.exclude(instructor=None).order_by("pk"))
    start = first // BOOKINGS_PER_ENTRY
    save(Entry, [_entry(owners[n % len(owners)], n) for n in range(start, start + number // BOOKINGS_PER_ENTRY)])


def _customer(number: int) -> Customer:
    return Customer(name=f"Regular {number}", email=f"regular{number}@example.com", created_at=EVENING)


def _session(offering: Offering, number: int) -> Session:
    begins = EVENING - timedelta(days=1 + number % DAYS, hours=number % 10)
    return Session(
        offering=offering,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        timezone="Europe/Zurich",
        status=SessionStatus.COMPLETED,
        capacity=100,
        taken=BOOKINGS_PER_SESSION,
    )


def _order(customer: Customer) -> Order:
    paid = {"status": OrderStatus.PAID, "currency": "CHF", "total": PRICE, "due_now": PRICE, "tax_included": True}
    return Order(customer=customer, placed_at=EVENING, **paid)


def _line(order: Order) -> OrderLine:
    priced = {"quantity": 1, "unit_price": PRICE, "total": PRICE, "tax_rate": 0, "tax": 0}
    return OrderLine(order=order, position=1, description="Single", **priced)


def _payment(order: Order) -> Payment:
    done = {"provider": "transfer", "status": PaymentStatus.COMPLETED, "amount": PRICE, "currency": "CHF"}
    return Payment(order=order, created_at=EVENING, completed_at=EVENING, **done)


def _booking(order: Order, session: Session) -> Booking:
    return Booking(
        token_hash="0" * 64,
        sealed_token="",
        status=BookingStatus.COMPLETED,
        offering=session.offering,
        variant=session.offering.variants.all()[0],
        customer=order.customer,
        name=order.customer.name,
        email=order.customer.email,
        order=order,
        timezone="Europe/Zurich",
        source="page",
        payment_provider="transfer",
        created_at=session.starts_at - timedelta(days=7),
        confirmed_at=session.starts_at - timedelta(days=7),
        ended_at=session.ends_at,
    )


def _entry(owner: Owner, number: int) -> Entry:
    """Every owner's entries follow each other back in time, a day apart."""
    begins = EVENING - timedelta(days=1 + number // 500, hours=number % 10)
    return Entry(
        owner=owner,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=30),
        source_kind="blackout",
        source_id=number,
        counted_at=begins,
    )
