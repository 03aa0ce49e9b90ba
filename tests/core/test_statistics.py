import pytest
from django.db import connection

from booking.core.statistics import refresh_statistics
from booking.reservations.models import Seat


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its statistics by itself")
def test_seats_of_a_booking_are_found_by_the_booking(studio):
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'scheduling_session'")
        assert cursor.fetchone()[0] > 0
    assert "booking_id" in Seat.objects.filter(booking=1).explain()
