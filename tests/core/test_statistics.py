import pytest
from django.db import connection

from booking.core.statistics import refresh_statistics
from booking.reservations.models import Seat


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its statistics by itself")
def test_statistics_are_kept_on_sqlite(studio):
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'scheduling_session'")
        assert cursor.fetchone()[0] > 0


def test_seats_of_a_booking_are_found_by_the_booking(studio):
    assert "organization" not in Seat.objects.filter(booking=1).explain().partition("Filter")[0]
