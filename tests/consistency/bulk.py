"""Many bookings at once, as consistent as if services had made them: for measuring, and for mails by the thousand."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from itertools import cycle

from booking.audit.models import AuditRecord
from booking.billing.models import Order, OrderLine
from booking.core.codes import hash_token
from booking.core.models import Delivery, EventRecord
from booking.core.sealing import seal
from booking.core.tenancy import active_organization_id
from booking.offerings.models import Variant
from booking.payments.models import Payment
from booking.people.models import Customer
from booking.reservations.events import BookingConfirmed
from booking.reservations.models import Booking, Seat
from booking.scheduling.models import Session

_AT_ONCE = 1000


def make_bookings(variant: Variant, *, count: int, now: datetime) -> list[Booking]:
    """Confirmed bookings of one place each, spread over the offering's dates, which become unlimited."""
    sessions = Session.objects.filter(offering=variant.offering, starts_at__gt=now)
    sessions.update(capacity=None)
    sessions = list(sessions.order_by("pk"))
    token, customers = seal("token"), _customers(count, now=now)
    orders = _orders(customers, variant=variant, now=now)
    bookings = _write(
        Booking(
            token_hash=hash_token("token", purpose="booking"),
            sealed_token=token,
            status="confirmed",
            offering=variant.offering,
            variant=variant,
            customer=customer,
            name=customer.name,
            email=customer.email,
            order=order,
            timezone="Europe/Zurich",
            source="api",
            payment_provider="transfer",
            created_at=now,
            confirmed_at=now,
        )
        for customer, order in zip(customers, orders, strict=True)
    )
    _write(Seat(booking=booking, session=session) for booking, session in zip(bookings, cycle(sessions), strict=False))
    for number, session in enumerate(sessions):
        Session.objects.filter(pk=session.pk).update(taken=len(range(number, count, len(sessions))))
    record = {"at": now, "actor": "customer", "action": "booking.confirmed", "subject_type": "booking"}
    _write(AuditRecord(subject_reference=booking.reference, **record) for booking in bookings)
    return bookings


def announce(bookings: list[Booking], *, handlers: list[str], now: datetime) -> None:
    """Owe to each handler what follows from the confirmation of each booking."""
    organization = active_organization_id()
    events = [BookingConfirmed(booking_id=booking.pk) for booking in bookings]
    records = _write(
        EventRecord(organization_key=organization, name=event.name, payload=asdict(event), happened_at=now)
        for event in events
    )
    _write(Delivery(record=record, handler=handler, due_at=now) for record in records for handler in handlers)


def _customers(count: int, *, now: datetime) -> list[Customer]:
    return _write(
        Customer(name=f"Reader {number}", email=f"reader{number}@example.com", created_at=now)
        for number in range(count)
    )


def _orders(customers: list[Customer], *, variant: Variant, now: datetime) -> list[Order]:
    amounts = {"currency": variant.currency, "total": variant.price}
    orders = _write(
        Order(customer=customer, due_now=variant.price, tax_included=True, placed_at=now, **amounts)
        for customer in customers
    )
    line = {"position": 0, "description": "Seat", "quantity": 1, "unit_price": variant.price, "total": variant.price}
    _write(OrderLine(order=order, tax_rate=Decimal(0), tax=0, **line) for order in orders)
    _write(
        Payment(order=order, provider="transfer", amount=order.total, currency=order.currency, created_at=now)
        for order in orders
    )
    return orders


def _write(rows) -> list:
    rows = list(rows)
    return type(rows[0]).objects.bulk_create(rows, batch_size=_AT_ONCE)
