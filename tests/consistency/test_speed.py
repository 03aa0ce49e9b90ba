"""OPS-2: the check reads sets and not rows one by one, so that a full studio is checked in seconds."""

import time

import pytest
from django.db import connection

from booking.core.consistency import find_faults
from booking.offerings.models import Variant
from tests.consistency.bulk import make_bookings
from tests.figures import print_figure
from tests.sizes import SIZES

pytestmark = [pytest.mark.soak, pytest.mark.django_db]

LONGEST_SECONDS = 60


def test_full_studio_is_checked_in_seconds(studio, now):
    variant = Variant.objects.select_related("offering").get(offering__slug="tuesday-flow")
    make_bookings(variant, count=SIZES.checked_bookings, now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began, busy = time.monotonic(), time.process_time()
    assert find_faults(studio, now=now) == []
    seconds = time.monotonic() - began
    print_figure(
        "consistency.check",
        database=connection.vendor,
        bookings=SIZES.checked_bookings,
        seconds=round(seconds, 2),
        own_cpu_seconds=round(time.process_time() - busy, 2),
    )
    assert seconds < LONGEST_SECONDS


def test_number_of_queries_does_not_grow(studio, now, django_assert_num_queries):
    variant = Variant.objects.select_related("offering").get(offering__slug="tuesday-flow")
    with connection.execute_wrapper(counted := Counted()):
        find_faults(studio, now=now)
    make_bookings(variant, count=3, now=now)
    with django_assert_num_queries(counted.statements):
        find_faults(studio, now=now)


class Counted:
    def __init__(self):
        self.statements = 0

    def __call__(self, execute, sql, params, many, context):
        self.statements += 1
        return execute(sql, params, many, context)
