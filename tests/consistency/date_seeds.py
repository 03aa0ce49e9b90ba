"""Faults of dates, their units and whether they take place; see `seeds`."""

from datetime import timedelta

from booking.calendars.models import Entry, Owner
from booking.reservations.models import CallingOff
from booking.scheduling.models import Session
from tests.consistency.conftest import session_of
from tests.consistency.seeds import breaks

LONG_AGO = timedelta(days=2)


@breaks("outlook")
def date_is_off_and_takes_place(made, now):
    Session.objects.filter(pk=session_of(made["class"]).pk).update(outlook="off")


@breaks("units_in_use")
def session_uses_two_units(made, now):
    entry = Entry.objects.filter(source_id=session_of(made["class"]).pk, owner__kind="room").get()
    twin = Owner.objects.create(kind="room", name="Room 2", twin_of=entry.owner)
    entry.pk, entry.owner = None, twin
    entry.save()


@breaks("calling_off")
def date_takes_place_while_its_bookings_are_ended(made, now):
    CallingOff.objects.create(session=session_of(made["class"]), actor="staff:1", at=now, bookings=1)


@breaks("calling_off")
def bookings_of_a_date_that_is_off_are_never_ended(made, now):
    session = session_of(made["free"])
    Entry.objects.filter(source_kind="session", source_id=session.pk).delete()
    Session.objects.filter(pk=session.pk).update(status="cancelled")
    CallingOff.objects.create(session=session, actor="staff:1", at=now - LONG_AGO, bookings=1)
