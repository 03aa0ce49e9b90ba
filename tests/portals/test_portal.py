import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from icalendar import Calendar

from booking.core.clock import frozen_at
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.states import BookingStatus

TEN = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def booking(make_booking):
    return make_booking(starts_at=(TEN,))


def text_of(response):
    return unescape(response.content.decode())


def state_of(response):
    return re.search(r'name="state" value="([^"]+)"', response.content.decode()).group(1)


@pytest.mark.parametrize("page", ["", "done/", "cancel/", "calendar.ics", "bill.pdf"])
def test_wrong_token_looks_like_no_booking(visitor, booking, page):
    answers = [
        visitor.get(f"/booking/{booking.reference}/{page}", {"token": "wrong"}),
        visitor.get(f"/booking/{booking.reference}/{page}"),
        visitor.get(f"/booking/0000000000/{page}", {"token": "wrong"}),
    ]
    bodies = {re.sub(r'nonce[-=]"?[^"]+', "", answer.content.decode()) for answer in answers}
    assert ([answer.status_code for answer in answers], len(bodies)) == ([404, 404, 404], 1)


@pytest.mark.parametrize("page", ["", "done/", "cancel/", "calendar.ics"])
def test_pages_are_private_and_set_no_cookie(visitor, booking, page_of, page):
    response = visitor.get(page_of(booking, page))
    assert (response.status_code, len(response.cookies)) == (200, 0)
    assert [response.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")] == [
        "no-store, private",
        "noindex, nofollow",
        "same-origin",
    ]


@pytest.mark.parametrize("page", ["", "done/"])
def test_page_tells_when_where_and_how_to_pay(visitor, booking, page_of, page):
    text = text_of(visitor.get(page_of(booking, page)))
    for expected in (
        booking.reference,
        "Tuesday 12 January 2027, 18:00 to 19:00, Tokyo time (UTC+09:00)",
        "Tuesday 12 January 2027, 10:00 to 11:00, Zurich time (UTC+01:00)",
        "Harbour hall",
        "Tram 7 to Quai",
        "CH93 0076 2011 6238 5295 7",
        "VAT 8.1% included",
        "Still open: CHF 120.00",
    ):
        assert (expected, expected in text) == (expected, True)


def test_manage_page_tells_status_and_answers_safely(visitor, booking, page_of):
    response = visitor.get(page_of(booking))
    raw = response.content.decode()
    assert ("Confirmed" in raw, "left &lt;b&gt;knee&lt;/b&gt;" in raw, "Mia &lt;i&gt;Weber" in raw) == (
        True,
        True,
        True,
    )
    assert ("<b>knee" in raw, "<i>Weber" in raw) == (False, False)


def test_paid_booking_asks_for_nothing_more(visitor, booking, page_of, now):
    payment = Payment.objects.get()
    record_payment(payment, amount=payment.amount, actor="owner", now=now)
    text = text_of(visitor.get(page_of(booking)))
    assert ("How to pay" in text, "Still open" in text) == (False, False)


def test_calendar_file_holds_the_sessions(visitor, booking, page_of):
    response = visitor.get(page_of(booking, "calendar.ics"))
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert [event.decoded("dtstart").astimezone(UTC) for event in events] == [TEN]


def test_looking_at_cancelling_changes_nothing(visitor, booking, page_of):
    text = text_of(visitor.get(page_of(booking, "cancel/")))
    booking.refresh_from_db()
    assert ("What happens if you cancel now" in text, booking.status) == (True, BookingStatus.CONFIRMED)
    assert "Cancelled 7 days before the start or earlier: 100% of what you paid is refunded." in text


def test_cancel_page_shows_refund_and_fee_by_the_policy(visitor, booking, page_of, now):
    payment = Payment.objects.get()
    record_payment(payment, amount=payment.amount, actor="owner", now=now)
    figures = {}
    for name, moment in {"early": now, "half": TEN - timedelta(days=2), "late": TEN - timedelta(hours=3)}.items():
        with frozen_at(moment):
            page = visitor.get(page_of(booking, "cancel/")).content.decode()
        figures[name] = re.findall(r'<dd class="figure-number">([^<]+)</dd>', page)
    assert figures == {
        "early": ["CHF 120.00", "CHF 0.00", "CHF 0.00"],
        "half": ["CHF 60.00", "CHF 0.00", "CHF 0.00"],
        "late": ["CHF 0.00", "CHF 20.00", "CHF 0.00"],
    }


def test_cancelling_frees_the_time_and_leads_back(visitor, booking, page_of):
    path = page_of(booking, "cancel/")
    answer = visitor.post(path, {"state": state_of(visitor.get(path)), "reason": "ill"})
    booking.refresh_from_db()
    assert (answer.status_code, booking.status, booking.end_reason) == (303, BookingStatus.CANCELLED, "ill")
    page = text_of(visitor.get(answer.headers["Location"]))
    told = ("This booking was cancelled.", "Nothing of this order is due any more.", "Called off")
    assert [sentence in page for sentence in told] == [True, True, False]


def test_cancelling_twice_is_quiet(visitor, booking, page_of):
    path = page_of(booking, "cancel/")
    state = state_of(visitor.get(path))
    assert [visitor.post(path, {"state": state}).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("state", ["", "x", "abc:def:ghi"])
def test_cancelling_needs_the_page_that_shows_the_effect(visitor, booking, page_of, state):
    answer = visitor.post(page_of(booking, "cancel/"), {"state": state})
    booking.refresh_from_db()
    assert (answer.status_code, booking.status) == (400, BookingStatus.CONFIRMED)


def test_effect_that_changed_meanwhile_is_shown_again(visitor, booking, page_of):
    path = page_of(booking, "cancel/")
    state = state_of(visitor.get(path))
    with frozen_at(TEN - timedelta(hours=3)):
        answer = visitor.post(path, {"state": state})
        booking.refresh_from_db()
        assert (answer.status_code, booking.status) == (409, BookingStatus.CONFIRMED)
        assert visitor.post(path, {"state": state_of(answer)}).status_code == 303


def test_booking_that_has_begun_cannot_be_cancelled(visitor, booking, page_of):
    path = page_of(booking, "cancel/")
    state = state_of(visitor.get(path))
    with frozen_at(TEN + timedelta(minutes=1)):
        page, answer = visitor.get(path), visitor.post(path, {"state": state})
    assert ("It has already begun." in text_of(page), answer.status_code) == (True, 403)


def test_confirmation_of_a_cancelled_booking_leads_to_the_manage_page(visitor, booking, page_of):
    path = page_of(booking, "cancel/")
    visitor.post(path, {"state": state_of(visitor.get(path))})
    answer = visitor.get(page_of(booking, "done/"))
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(booking))


def test_retreat_shows_every_session(visitor, make_booking, page_of):
    booking = make_booking("june-retreat", timezone="Europe/Zurich")
    text = text_of(visitor.get(page_of(booking)))
    assert (text.count("Zurich time (UTC+02:00)"), "CHF 200.00" in text) == (8, True)
