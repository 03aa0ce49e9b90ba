"""Inside an organization: a customer reads what is theirs, an instructor what they hold, a manager all (ORG-2)."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from booking.audit.models import AuditRecord
from booking.billing.models import Order, OrderLine
from booking.core.narrowing import narrowed_labels
from booking.core.refusals import tenant_tables
from booking.core.rows import select_along
from booking.core.tenancy import reading_for_customer, reading_for_instructor
from booking.intake.models import Submission
from booking.notifications.models import Message
from booking.offerings.selectors import find_offering
from booking.payments.models import Payment
from booking.people.models import Customer, Instructor
from booking.reservations.models import Booking, Seat
from booking.reservations.services import BookingRequest, book
from booking.scheduling.models import Session
from tests import settings as test_settings
from tests.tenants.conftest import as_superuser
from tests.tenants.probes import refusal, visible

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(not test_settings.POSTGRESQL, reason="row level security is PostgreSQL's")

PERSONAL = (Booking, Seat, Customer, Order, OrderLine, Payment, Submission)
# What the organization shows to everybody who deals with it.
COMMON = {
    "accounts.Domain", "availability.Blackout", "availability.DayException", "availability.Schedule",
    "availability.WeeklyWindow",
    "calendars.Entry", "calendars.Owner", "calendars.Recurrence", "core.EventRecord", "core.IdempotencyKey",
    "intake.Form", "intake.FormVersion", "offerings.Facilitator", "offerings.Offering", "offerings.OfferingTag",
    "offerings.Policy", "offerings.Variant", "people.Instructor", "scheduling.Place", "scheduling.Room",
    "pricing.PhasePlaces",
    "scheduling.Series", "scheduling.Session", "scheduling.SessionFacilitator", "scheduling.Venue",
    "scheduling.VenueRoom",
}  # fmt: skip


TUESDAY_TEN = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def bookings(studio, now) -> list[Booking]:
    """Eve's coaching with Ana, and a place in a class for Eve and for Mallory."""
    first = Session.objects.filter(offering__slug="tuesday-flow", starts_at__gt=now).order_by("starts_at")[0]
    asked = (
        ("coaching", "eve", {"starts_at": (TUESDAY_TEN,), "answers": {"goals": "Sleep", "consent": True}}),
        ("tuesday-flow", "eve", {"sessions": (first.reference,)}),
        ("tuesday-flow", "mallory", {"sessions": (first.reference,)}),
    )
    return [_book(slug, name=name, now=now, **values) for slug, name, values in asked]


def _book(slug: str, *, name: str, now: datetime, **values) -> Booking:
    offering = find_offering(slug)
    person = {"name": name.title(), "email": f"{name}@example.com", "timezone": "Europe/Zurich", "source": "api"}
    request = BookingRequest(offering=offering, variant=offering.variants.all()[0], **person, **values)
    return book(request, provider="transfer", actor="customer", now=now).booking


def seen() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in PERSONAL}


def test_every_table_says_whose_its_rows_are():
    assert {model._meta.label for model, _ in tenant_tables()} == narrowed_labels() | COMMON


def test_a_customer_reads_what_is_theirs(bookings):
    everything = seen()
    assert everything["Booking"] == 3
    with reading_for_customer(bookings[0].customer_id):
        eve = seen()
        assert set(Booking.objects.values_list("pk", flat=True)) == {bookings[0].pk, bookings[1].pk}
        assert (Message.objects.count(), AuditRecord.objects.count()) == (0, 0)
    with reading_for_customer(bookings[2].customer_id):
        mallory = seen()
        assert set(Booking.objects.values_list("pk", flat=True)) == {bookings[2].pk}
    assert (eve["Customer"], mallory["Customer"]) == (1, 1)
    assert {name: eve[name] + mallory[name] for name in everything} == everything


def test_an_instructor_reads_what_they_hold(bookings):
    ana, ben = Instructor.objects.get(slug="ana-keller"), Instructor.objects.get(slug="ben-lind")
    held = {}
    for instructor in (ana, ben):
        of_sessions = Booking.objects.filter(seats__session__facilitator_links__instructor=instructor)
        expected = set(of_sessions.values_list("pk", flat=True))
        with reading_for_instructor(instructor.pk):
            assert set(Booking.objects.values_list("pk", flat=True)) == expected
            assert set(Seat.objects.values_list("booking", flat=True)) == expected
            assert Order.objects.count() == len(expected)
        held[instructor] = expected
    assert bookings[0].pk in held[ana] and held[ana] != held[ben]


@pytest.mark.parametrize("narrowed", [reading_for_customer, reading_for_instructor])
def test_rows_read_with_made_sql_are_those_that_the_managers_find(bookings, narrowed):
    """The walls of the database aside: SQLite has none."""
    people = Customer if narrowed is reading_for_customer else Instructor
    for person in list(people.objects.values_list("pk", flat=True)):
        with narrowed(person):
            for model in (*PERSONAL, Message, AuditRecord):
                assert select_along(model, {}, along=[]) == list(model.objects.order_by("pk")), model


@on_postgresql
def test_the_database_says_the_same_without_the_managers(bookings):
    tables = {model.__name__: model._meta.db_table for model in PERSONAL}
    for person, narrowed in (
        (bookings[0].customer_id, reading_for_customer),
        (bookings[2].customer_id, reading_for_customer),
        (Instructor.objects.get(slug="ana-keller").pk, reading_for_instructor),
        (Instructor.objects.get(slug="ben-lind").pk, reading_for_instructor),
    ):
        with narrowed(person):
            assert {name: visible(table) for name, table in tables.items()} == seen()
            assert visible("notifications_message") == visible("audit_auditrecord") == 0
            assert refusal("SELECT 1 FROM core_idempotencykey") == "42501"
            assert refusal("UPDATE reservations_booking SET name = 'Mallory'") == "42501"
            assert refusal("DELETE FROM intake_submission") == "42501"


@on_postgresql
def test_without_the_narrow_policies_a_customer_reads_all(bookings):
    everything = visible("reservations_booking")
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT polname FROM pg_policy WHERE NOT polpermissive AND polrelid = 'reservations_booking'::regclass"
        )
        for (policy,) in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON reservations_booking')
    with reading_for_customer(bookings[2].customer_id):
        assert visible("reservations_booking") == everything > 1
