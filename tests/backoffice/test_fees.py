"""PAY-11 at the desk: a fee for not coming is shown with what becomes of it, and waived as it was shown."""

from datetime import UTC, datetime

import pytest

from booking.core.clock import frozen_at
from booking.core.events import deliver_due
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.services import charge_due_fees, mark_no_show
from tests.backoffice.test_desk import booked
from tests.backoffice.test_time_off import carried

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)
AFTER = datetime(2027, 1, 18, 10, tzinfo=UTC)


@pytest.fixture
def missed(studio) -> Booking:
    """Eve's coaching with Ana, to which she did not come; it is just over."""
    booking = booked("coaching", at=MONDAY).booking
    mark_no_show(Seat.objects.filter(booking=booking).select_related("booking", "session"), actor="staff:1", now=AFTER)
    while deliver_due(now=AFTER):
        pass
    with frozen_at(AFTER):
        yield booking


def test_a_fee_is_waived_as_shown_and_with_a_reason(sign_in, missed):
    ana, page = sign_in("ana"), f"/admin/studio/bookings/{missed.reference}/"
    shown = ana.get(page).content.decode()
    assert [text in shown for text in ("CHF 40.00", "is charged on Wed 20 January", "Waive the fee")] == [True] * 3
    unsaid = ana.post(f"{page}waive/", carried(ana.get(f"{page}waive/")))
    assert (unsaid.status_code, Fee.objects.get().status) == (422, "pending")
    form = {**carried(unsaid), "reason": "Was ill"}
    assert [ana.post(f"{page}waive/", form).status_code for _ in range(2)] == [303, 303]
    shown = ana.get(page).content.decode()
    assert ("waived: Was ill" in shown, "Waive the fee" in shown) == (True, False)
    assert "There is nothing to waive" in ana.get(f"{page}waive/").content.decode()


def test_what_was_charged_meanwhile_is_not_waived(sign_in, missed):
    ana, page = sign_in("ana"), f"/admin/studio/bookings/{missed.reference}/waive/"
    form = {**carried(ana.get(page)), "reason": "Was ill"}
    charge_due_fees(now=Fee.objects.get().due_at)
    refused = ana.post(page, form)
    assert (refused.status_code, Fee.objects.get().status) == (409, "charged")


def test_a_colleagues_fees_are_not_there(sign_in, missed):
    assert sign_in("ben").get(f"/admin/studio/bookings/{missed.reference}/waive/").status_code == 404
