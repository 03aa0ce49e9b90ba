"""One fault of each kind, written past the services and with the database's own refusals taken away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import F

from booking.audit.models import AuditRecord
from booking.availability.models import Blackout
from booking.billing.models import Order
from booking.calendars.models import Entry, Owner
from booking.core import guards
from booking.core.models import Delivery, EventRecord, IdempotencyKey
from booking.core.tenancy import acting_for, active_organization_id
from booking.notifications.models import Message
from booking.offerings.models import Variant
from booking.payments.models import Payment, Refund
from booking.reservations.models import Booking, Proposal, Seat
from booking.scheduling.models import Place, Session
from tests.consistency.conftest import session_of

SEEDS: list[tuple[tuple[str, ...], Callable]] = []
# Fourteen days into the year nobody in the studio is occupied.
A_FREE_HOUR = timedelta(days=4, hours=-2)


def breaks(*checks: str) -> Callable:
    """The decorated function makes one fault for the checks to find, given the bookings by what they are, and now."""

    def add(seed):
        SEEDS.append((checks, seed))
        return seed

    return add


@contextmanager
def all_powerful() -> Iterator[None]:
    """What runs in the block may do everything to the database, and no policy hides rows from it."""
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW role")
        (role,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE NONE")
        yield
        cursor.execute(f"SET LOCAL ROLE {role}")


def drop_refusals() -> None:
    """Take guards and checks of the tables down, in the transaction of the test."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            guards.take_down()
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE scheduling_session DROP CONSTRAINT scheduling_never_oversold")
        for check in ("credits_lot_remaining", "credits_lot_remaining_check"):
            cursor.execute(f"ALTER TABLE credits_lot DROP CONSTRAINT {check}")
        for guard in guards.all_guards():
            if guard.name in guards.standing() and "ADD CONSTRAINT" in guard.postgresql and "_key_" not in guard.name:
                cursor.execute(f'ALTER TABLE "{guard.table}" DROP CONSTRAINT "{guard.name}"')


def _change(row, **values) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def _occupy(owner: Owner, *, start, source_kind: str, source_id: int, **values) -> Entry:
    return Entry.objects.create(
        owner=owner,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        source_kind=source_kind,
        source_id=source_id,
        **values,
    )


@breaks("overlapping_entries")
def somebody_is_in_two_places(made, now):
    entry = Entry.objects.get(source_kind="session", source_id=session_of(made["appointment"]).pk)
    _occupy(entry.owner, start=entry.starts_at + timedelta(minutes=30), source_kind="visit", source_id=1)


@breaks("oversold_session")
def fewer_places_than_sold(made, now):
    _change(session_of(made["class"]), capacity=1)


@breaks("taken_places")
def counter_is_one_too_high(made, now):
    _change(session_of(made["class"]), taken=F("taken") + 1)


@breaks("taken_places")
def counter_is_one_too_low(made, now):
    _change(session_of(made["class"]), taken=F("taken") - 1)


@breaks("stray_entry")
def cancelled_session_occupies_somebody(made, now):
    owner = Owner.objects.get(instructor__slug="ana-keller")
    gone = session_of(made["cancelled appointment"])
    _occupy(owner, start=now + A_FREE_HOUR, source_kind="session", source_id=gone.pk)


@breaks("stray_entry")
def entry_is_not_where_its_session_is(made, now):
    entry = Entry.objects.get(source_kind="session", source_id=session_of(made["appointment"]).pk)
    _change(entry, starts_at=now + A_FREE_HOUR, ends_at=now + A_FREE_HOUR + timedelta(hours=1))


@breaks("stray_entry")
def somebody_who_does_not_hold_it_is_occupied(made, now):
    session = session_of(made["class"])
    owner = Owner.objects.get(instructor__slug="ana-keller")
    where = session.place.slug
    _occupy(owner, start=session.starts_at, source_kind="session", source_id=session.pk, place=where)
    Entry.objects.filter(owner=owner, source_kind="session", source_id=session.pk).update(ends_at=session.ends_at)


@breaks("unoccupied_time")
def somebody_is_free_during_a_session(made, now):
    Entry.objects.get(source_kind="session", source_id=session_of(made["class"]).pk, owner__kind="person").delete()


@breaks("unoccupied_time")
def room_is_free_during_a_session(made, now):
    Entry.objects.get(source_kind="session", source_id=session_of(made["class"]).pk, owner__kind="room").delete()


@breaks("entry_place")
def session_is_said_to_be_elsewhere(made, now):
    _change(
        Entry.objects.get(source_kind="session", source_id=session_of(made["class"]).pk, owner__kind="person"),
        place="moon",
    )


@breaks("blackout_time")
def lifted_blackout_keeps_its_time(made, now):
    owner = Owner.objects.get(instructor__slug="ana-keller")
    _occupy(owner, start=now + A_FREE_HOUR, source_kind="blackout", source_id=1)


@breaks("blackout_time")
def blackout_has_a_gap(made, now):
    owner = Owner.objects.get(instructor__slug="ana-keller")
    Blackout.objects.create(owner=owner, timezone="UTC", starts="2028-01-01T00:00", ends="2028-01-02T00:00")


@breaks("order_total", "corrected_invoice")
def order_asks_for_more_than_its_lines(made, now):
    _change(made["class"].order, total=F("total") + 100)


@breaks("paid_order", "corrected_invoice")
def order_is_paid_without_money(made, now):
    _change(made["class"].order, status="paid")


@breaks("paid_order")
def order_is_open_though_paid(made, now):
    _change(made["appointment"].order, status="open")


@breaks("paid_order", "booked_payment")
def order_was_paid_twice(made, now):
    order = made["appointment"].order
    values = {"provider": "transfer", "amount": order.total, "currency": "CHF", "created_at": now}
    Payment.objects.create(order=order, status="completed", completed_at=now, **values)


@breaks("refund_amount", "booked_refund", "corrected_invoice")
def more_goes_back_than_came_in(made, now):
    payment = Payment.objects.get(order=made["appointment"].order)
    Refund.objects.create(payment=payment, amount=payment.amount + 1, currency="CHF", created_at=now)


@breaks("refund_amount", "booked_refund")
def money_that_never_came_goes_back(made, now):
    payment = Payment.objects.get(order=made["class"].order)
    Refund.objects.create(payment=payment, amount=1, currency="CHF", created_at=now)


@breaks("payment_stamp")
def completed_payment_does_not_say_when(made, now):
    Payment.objects.filter(order=made["appointment"].order).update(completed_at=None)


@breaks("unsent_message")
def message_lies_about(made, now):
    message = Message.objects.filter(status="sent").order_by("pk").first()
    _change(message, status="queued", sent_at=None, due_at=now - timedelta(minutes=15))


@breaks("unsent_message")
def message_is_refused_again_and_again(made, now):
    message = Message.objects.filter(status="sent").order_by("pk").first()
    _change(message, status="queued", sent_at=None, due_at=now + timedelta(minutes=9), attempts=6)


@breaks("late_delivery")
def effect_is_owed(made, now):
    delivery = Delivery.objects.order_by("pk").first()
    EventRecord.objects.filter(pk=delivery.record_id).update(happened_at=now - timedelta(minutes=15))
    _change(delivery, done_at=None, due_at=now + timedelta(minutes=5))


@breaks("unanswered_key")
def key_has_no_answer(made, now):
    IdempotencyKey.objects.filter(organization_key=active_organization_id()).update(answer="")


@breaks("foreign_reference")
def session_is_at_somebody_elses_place(made, now, other):
    with acting_for(other):
        place = Place.objects.create(slug="far", name="Far", timezone="Europe/Oslo")
    session = session_of(made["class"])
    _change(session, place=place.pk)
    Entry.objects.filter(source_kind="session", source_id=session.pk).update(place=place.slug)


@breaks("foreign_reference")
def entry_is_somebody_elses(made, now, other):
    with acting_for(other):
        owner = Owner.objects.create(kind="room", name="Far room")
    blackout = _occupy(Owner.objects.get(instructor__slug="ana-keller"), start=now, source_kind="visit", source_id=1)
    _change(blackout, owner=owner.pk)


@breaks("missing_seats")
def booking_lost_a_seat(made, now):
    _change(Seat.objects.filter(booking=made["class"]).first(), status="released")
    _change(session_of(made["class"]), taken=F("taken") - 1)


@breaks("missing_seats")
def booking_lost_all_seats(made, now):
    Seat.objects.filter(booking=made["class"]).update(status="released")
    _change(session_of(made["class"]), taken=F("taken") - 2)


@breaks("kept_seat")
def cancelled_booking_keeps_its_seat(made, now):
    Seat.objects.filter(booking=made["cancelled class"]).update(status="booked")
    _change(session_of(made["cancelled class"]), taken=F("taken") + 1)


@breaks("seat_without_session")
def seat_is_in_another_offering(made, now):
    there = session_of(made["retreat"])
    seat = Seat.objects.get(booking=made["free"])
    _change(seat.session, taken=F("taken") - 1)
    _change(there, taken=F("taken") + 1)
    _change(seat, session=there)


@breaks("held_time")
def confirmed_time_expires(made, now):
    Entry.objects.filter(source_kind="session", source_id=session_of(made["appointment"]).pk).update(
        expires_at=now + timedelta(minutes=9)
    )


@breaks("held_time")
def held_time_does_not_expire(made, now):
    Entry.objects.filter(source_kind="session", source_id=session_of(made["hold"]).pk).update(expires_at=None)


@breaks("tentative_time")
def request_keeps_everybody_out(made, now):
    Entry.objects.filter(source_kind="session", source_id=session_of(made["request"]).pk).update(is_tentative=False)


@breaks("tentative_time")
def confirmed_time_is_given_to_others(made, now):
    Entry.objects.filter(source_kind="session", source_id=session_of(made["appointment"]).pk).update(is_tentative=True)


@breaks("proposed_time")
def proposed_time_is_kept_for_good(made, now):
    Entry.objects.filter(source_kind="proposal").update(expires_at=None)


@breaks("proposed_time")
def proposal_was_closed_and_holds_its_time(made, now):
    Proposal.objects.filter(booking=made["request"]).update(status="declined")


@breaks("proposed_time")
def proposal_holds_no_time(made, now):
    Entry.objects.filter(source_kind="proposal").delete()


@breaks("abandoned_appointment")
def appointment_is_nobodys(made, now):
    session = session_of(made["appointment"])
    start = now + A_FREE_HOUR
    Session.objects.create(
        offering=session.offering, starts_at=start, ends_at=start + timedelta(hours=1), timezone=session.timezone
    )


@breaks("booking_stamps")
def confirmed_booking_does_not_say_when(made, now):
    _change(made["class"], confirmed_at=None)


@breaks("booking_stamps")
def hold_never_expires(made, now):
    _change(made["hold"], hold_expires_at=None)


@breaks("booking_stamps")
def cancelled_booking_does_not_say_when(made, now):
    _change(made["cancelled class"], ended_at=None)


@breaks("booking_stamps")
def request_does_not_say_when(made, now):
    _change(made["request"], requested_at=None)


@breaks("booking_stamps")
def firm_booking_was_asked_for(made, now):
    _change(made["class"], requested_at=now)


@breaks("late_expiry")
def hold_was_not_tidied_up(made, now):
    _change(made["hold"], hold_expires_at=now - timedelta(minutes=15))


@breaks("booking_order", "corrected_invoice")
def confirmed_booking_asks_for_nothing(made, now):
    _change(made["class"].order, status="void")


@breaks("booking_order")
def cancelled_booking_asks_for_money(made, now):
    _change(made["cancelled class"].order, status="open")


@breaks("booking_order")
def confirmed_booking_has_no_payment(made, now):
    Payment.objects.filter(order=made["class"].order).delete()


@breaks("unrecorded_move")
def confirmation_is_not_in_the_log(made, now):
    AuditRecord.objects.filter(subject_reference=made["class"].reference).delete()


@breaks("unrecorded_move")
def cancelled_booking_was_never_confirmed(made, now):
    records = AuditRecord.objects.filter(subject_reference=made["cancelled class"].reference)
    records.filter(action="booking.confirmed").delete()


@breaks("booking_buyer")
def variant_is_of_something_else(made, now):
    _change(made["class"], variant=Variant.objects.get(offering__slug="open-circle"))


@breaks("booking_buyer")
def order_is_somebody_elses(made, now):
    customer = made["retreat"].customer
    Order.objects.filter(pk=made["class"].order_id).update(customer=customer)
    assert Booking.objects.get(pk=made["class"].pk).customer_id != customer.pk


@breaks("completion")
def nobody_was_decided_on(made, now):
    _change(session_of(made["class"]), status="completed")


@breaks("completion")
def completed_booking_has_something_ahead(made, now):
    _change(made["class"], status="completed")
    AuditRecord.objects.create(
        actor="system",
        action="booking.completed",
        subject_type="booking",
        subject_reference=made["class"].reference,
        at=now,
    )


@breaks("oversold_share")
def more_helpers_than_there_are_places_for(made, now):
    offering = made["class"].offering
    _change(offering, participant_types={"guest": 4, "helper": 1})
    Booking.objects.filter(offering=offering).update(participant_type="guest")
    _change(made["class"], participant_type="helper")
