"""Bookings and cancellations over the API, one after the other, each of its own person and time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from booking.api.views.bookings import BookingsView
from booking.api.views.changes import CancelView
from booking.core.failpoints import FailPoint
from booking.core.tenancy import acting_for_everyone
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.models import Booking
from booking.scheduling.models import Session

ZURICH = ZoneInfo("Europe/Zurich")
FIRST_MONDAY = date(2027, 1, 18)


@dataclass(frozen=True)
class Purchase:
    """What one person books; sent any number of times it is the same request with the same key."""

    email: str
    body: dict

    def send(self, client: Client) -> HttpResponse:
        headers = {"Idempotency-Key": self.email}
        return client.post("/api/v1/bookings/", self.body, content_type="application/json", headers=headers)

    def bookings(self) -> list[Booking]:
        return list(Booking.objects.filter(email=self.email))


def class_purchase(number: int) -> Purchase:
    """A place in one of the weekly dates, four to a date."""
    session = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[number // 4]
    return _purchase(number, offering="tuesday-flow", variant="drop-in", session=session.reference)


def appointment_purchase(number: int) -> Purchase:
    """An hour of coaching: three to a working day."""
    day = FIRST_MONDAY + timedelta(weeks=number // 15, days=number % 15 // 3)
    start = datetime(day.year, day.month, day.day, (9, 11, 13)[number % 3], tzinfo=ZURICH)
    answers = {"goals": "Sleep better", "consent": True}
    return _purchase(number, offering="coaching", variant="single", starts_at=start.isoformat(), answers=answers)


PURCHASES = {"class": class_purchase, "appointment": appointment_purchase}


def _purchase(number: int, **values) -> Purchase:
    email = f"{values['offering']}{number}@example.com"
    customer = {"name": f"Client {number}", "email": email}
    body = {"timezone": "Europe/Zurich", "customer": customer, "payment": {"provider": "transfer"}, **values}
    return Purchase(email, body)


@dataclass(frozen=True)
class Cancellation:
    """The cancelling of a booking that was paid for."""

    reference: str
    token: str

    def send(self, client: Client) -> HttpResponse:
        headers = {"Authorization": f"Booking {self.token}"}
        path = f"/api/v1/bookings/{self.reference}/cancel/"
        return client.post(path, {}, content_type="application/json", headers=headers)

    def bookings(self) -> list[Booking]:
        return list(Booking.objects.filter(reference=self.reference))


def cancellation(purchase: Purchase, *, client: Client, now: datetime) -> Cancellation:
    made = purchase.send(client).json()
    payment = Payment.objects.get(order__booking__reference=made["reference"])
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)
    return Cancellation(made["reference"], made["token"])


def while_booking(statement: int, act) -> FailPoint:
    return FailPoint(BookingsView.__module__, "BookingsView.post", statement, act)


def while_cancelling(statement: int, act) -> FailPoint:
    return FailPoint(CancelView.__module__, "CancelView.post", statement, act)


def contents() -> dict[str, set[str]]:
    """Every row of every table of the product."""
    models = [model for model in apps.get_models() if model.__module__.startswith("booking.") and model._meta.managed]
    with acting_for_everyone(), connection.cursor() as cursor:
        found = {}
        for table in sorted({model._meta.db_table for model in models}):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = {str(row) for row in cursor.fetchall()}
        return found
