"""Faults of packs; see `seeds`."""

from booking.reservations.models import Booking
from tests.consistency.seeds import breaks


@breaks("sessions_bought")
def somebody_sits_in_more_than_was_bought(made, now):
    Booking.objects.filter(pk=made["pack"].pk).update(sessions_total=3)
