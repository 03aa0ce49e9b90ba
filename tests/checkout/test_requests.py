"""Asking through the till for what needs approval (BKG-1, BKG-17)."""

import re

from booking.availability.models import Schedule
from booking.reservations.models import Booking

from .conftest import DETAILS, confirm_path, hidden, text_of


def test_a_time_on_request_is_asked_for_step_by_step(till):
    Schedule.objects.update(firm=False)
    times = text_of(till.get("/book/coaching/times/", day="2027-01-19"))
    assert "On request" in times
    link = re.findall(r'href="([^"]+/details/\?choice=[^"]+)"', times)[0]
    form = till.get(link)
    assert ["This is on request" in text_of(form), "Send request now" in text_of(form)] == [True, True]
    summary = till.post("/book/coaching/details/", {**DETAILS, "state": hidden(form, "state")})
    assert "Send request" in text_of(summary)
    sent = till.post(confirm_path(summary), {"provider": "transfer"})
    arrived = till.get(sent.headers["Location"])
    page = till.get(arrived.headers["Location"])
    assert [answer.status_code for answer in (form, summary, sent, arrived, page)] == [200, 200, 303, 303, 200]
    assert "You asked for this and it is not booked yet." in text_of(page)
    assert Booking.objects.get().status == "requested"


def test_a_request_that_was_sent_is_not_replaced_by_its_form(till):
    Schedule.objects.update(firm=False)
    state = till.open_details("coaching", "2027-01-19T10:00:00+01:00")
    at_once = {**DETAILS, "provider": "transfer", "now": "yes", "state": state}
    assert till.post("/book/coaching/details/", at_once).status_code == 303
    again = till.post("/book/coaching/details/", {**at_once, "name": "Somebody else"})
    assert (again.status_code, Booking.objects.get().status) == (409, "requested")
