from datetime import timedelta

import pytest

from booking.core.clock import frozen_at
from booking.payments.models import Payment
from booking.reservations.models import Booking
from booking.reservations.services import expire_overdue
from booking.reservations.states import BookingStatus
from booking.scheduling.models import Session

from .conftest import DETAILS, confirm_path, hidden, text_of

# 10:00 in Zürich on Tuesday 5 January 2027.
TEN = "2027-01-05T09:00:00+00:00"
HALF_PAST = "2027-01-05T09:30:00+00:00"


def flow_sessions(count=1):
    rows = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")
    return [session.reference for session in rows[:count]]


def test_appointment_is_booked_in_four_requests(till):
    form = till.get(till.details_path("coaching", TEN))
    summary = till.post("/book/coaching/details/", {**DETAILS, "state": hidden(form, "state")})
    confirmed = till.post(confirm_path(summary), {"provider": "transfer"})
    done = till.get(confirmed.headers["Location"])
    booking = Booking.objects.get()
    assert [r.status_code for r in (form, summary, confirmed, done)] == [200, 200, 303, 200]
    assert (booking.status, booking.source, booking.order.total) == (BookingStatus.CONFIRMED, "page", 12000)
    assert booking.reference in text_of(done)
    assert "CH93 0076 2011 6238 5295 7" in text_of(done)


def book_now(till, state, slug="coaching", **changes):
    return till.post(
        f"/book/{slug}/details/", {**DETAILS, "provider": "transfer", "now": "yes", **changes, "state": state}
    )


def test_appointment_is_booked_at_once_from_its_details(till):
    form = till.get(till.details_path("coaching", TEN))
    confirmed = book_now(till, hidden(form, "state"))
    done = till.get(confirmed.headers["Location"])
    booking = Booking.objects.get()
    assert [r.status_code for r in (form, confirmed, done)] == [200, 303, 200]
    assert (booking.status, booking.source, booking.payment_provider) == (BookingStatus.CONFIRMED, "page", "transfer")
    assert [name in text_of(form) for name in ("How would you like to pay?", "If you cannot come", "Book now")] == [
        True,
        True,
        True,
    ]
    assert "CH93 0076 2011 6238 5295 7" in text_of(done)


def test_booking_at_once_twice_is_one_booking(till):
    state = till.open_details("coaching", TEN)
    first, second = (book_now(till, state) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert (Booking.objects.count(), Payment.objects.count()) == (1, 1)


def test_what_is_held_already_is_booked_at_once_without_a_second_hold(till):
    state = till.open_details("coaching", TEN)
    till.post("/book/coaching/details/", {**DETAILS, "state": state})
    assert book_now(till, state).status_code == 303
    assert list(Booking.objects.values_list("status", flat=True)) == ["confirmed"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_booking_at_once_needs_a_way_to_pay_and_else_keeps_nothing(till):
    state = till.open_details("coaching", TEN)
    refused = book_now(till, state, provider="")
    assert (refused.status_code, "Choose a way to pay." in text_of(refused)) == (422, True)
    assert (Booking.objects.count(), 'value="mia@example.com"' in text_of(refused)) == (0, True)
    assert book_now(till, state).status_code == 303


def test_booking_at_once_with_an_empty_form_explains_itself(till):
    refused = book_now(till, till.open_details("coaching", TEN), name="", provider="on_site")
    assert (refused.status_code, "Write your name." in text_of(refused), Booking.objects.count()) == (422, True, 0)
    assert 'value="on_site" checked' in text_of(refused)


def test_time_that_is_gone_is_not_booked_at_once(till):
    state = till.open_details("coaching", TEN)
    till.book("coaching", TEN, email="faster@example.com", name="Faster")
    gone = book_now(till, state)
    assert (gone.status_code, Booking.objects.count()) == (409, 1)


def test_chosen_way_to_pay_is_marked_in_the_summary(till):
    state = till.open_details("coaching", TEN)
    summary = till.post("/book/coaching/details/", {**DETAILS, "provider": "on_site", "state": state})
    assert ('value="on_site" checked' in text_of(summary), 'value="transfer" checked' in text_of(summary)) == (
        True,
        False,
    )


def test_summary_shows_price_with_vat_and_how_long_it_is_held(till):
    page = text_of(till.hold("coaching", TEN))
    assert ("Held for you until 09:10." in page, "VAT 8.1% included" in page, "CHF 8.99" in page) == (True, True, True)


def test_deposit_is_split_into_now_and_later(till):
    state = till.open_details("coaching", TEN, variant="pack-4")
    page = text_of(till.post("/book/coaching/details/", {**DETAILS, "state": state}))
    assert ("CHF 140.00" in page, "CHF 300.00" in page, Booking.objects.get().seats.count()) == (True, True, 4)


def test_class_is_booked_by_its_date(till):
    till.book("tuesday-flow", *flow_sessions())
    assert Booking.objects.get().seats.get().session.reference == flow_sessions()[0]


def test_retreat_takes_all_dates_with_nothing_to_choose(till):
    page = till.get("/book/june-retreat/")
    assert "Book all dates" in text_of(page)
    till.book("june-retreat", provider="on_site")
    assert Booking.objects.get().seats.count() == 8


def test_free_event_asks_for_no_payment(till):
    reference = Session.objects.get(offering__slug="open-circle").reference
    assert "VAT" not in text_of(till.hold("open-circle", reference))
    confirmed = till.book("open-circle", reference, provider="free")
    assert (confirmed.status_code, Payment.objects.count()) == (303, 0)


def test_double_click_on_details_makes_one_booking_and_the_same_answer(till):
    state = till.open_details("coaching", TEN)
    first, second = (till.post("/book/coaching/details/", {**DETAILS, "state": state}) for _ in range(2))
    assert (first.status_code, second.status_code, Booking.objects.count()) == (200, 200, 1)
    assert "Held for you until 09:10." in text_of(second)


def test_double_click_on_confirm_makes_one_payment(till):
    path = confirm_path(till.hold("coaching", TEN))
    first, second = (till.post(path, {"provider": "transfer"}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Payment.objects.count() == 1


def test_corrected_details_replace_the_first_hold(till):
    state = till.open_details("coaching", TEN)
    till.post("/book/coaching/details/", {**DETAILS, "state": state})
    corrected = till.post("/book/coaching/details/", {**DETAILS, "email": "right@example.com", "state": state})
    assert corrected.status_code == 200
    assert list(Booking.objects.order_by("pk").values_list("status", "customer__email")) == [
        ("expired", "mia@example.com"),
        ("reserved", "right@example.com"),
    ]


def test_details_changed_back_are_held_again(till):
    state = till.open_details("coaching", TEN)
    for name in ("Mia", "Mio", "Mia"):
        page = till.post("/book/coaching/details/", {**DETAILS, "name": name, "state": state})
    assert ("Held for you until 09:10." in text_of(page), Booking.objects.count()) == (True, 3)


def test_going_back_to_a_fresh_form_does_not_lock_oneself_out(till):
    till.hold("coaching", TEN)
    again = till.hold("coaching", TEN, phone="+41 44 668 18 00")
    assert (again.status_code, Booking.objects.filter(status="reserved").count()) == (200, 1)


def test_change_link_brings_the_details_back(till):
    page = till.hold("coaching", TEN)
    link = text_of(page).split('">Change your details')[0].rsplit('"', 1)[1]
    form = till.get(link)
    assert 'value="mia@example.com"' in text_of(form)
    assert "left knee" in text_of(form)


def test_confirmed_booking_sent_with_other_details_is_refused(till):
    state = till.open_details("coaching", TEN)
    held = till.post("/book/coaching/details/", {**DETAILS, "state": state})
    till.post(confirm_path(held), {"provider": "transfer"})
    other = till.post("/book/coaching/details/", {**DETAILS, "name": "Other", "state": state})
    assert (other.status_code, Booking.objects.count()) == (409, 1)


def test_reload_after_confirming_leads_to_the_confirmation(till):
    path = confirm_path(till.hold("coaching", TEN))
    till.post(path, {"provider": "transfer"})
    reference = Booking.objects.get().reference
    assert till.get(path).headers["Location"].startswith(f"/booking/{reference}/done/?token=")


def test_summary_can_be_opened_by_its_address(till):
    path = confirm_path(till.hold("coaching", TEN))
    assert "Held for you until 09:10." in text_of(till.get(path))


def test_hold_that_ran_out_still_confirms_while_it_is_free(till, now):
    path = confirm_path(till.hold("coaching", TEN))
    with frozen_at(now + timedelta(minutes=11)):
        assert "has run out" in text_of(till.get(path))
        assert till.post(path, {"provider": "transfer"}).status_code == 303


def test_hold_that_was_given_back_is_held_once_more(till, now):
    path = confirm_path(till.hold("coaching", TEN))
    with frozen_at(now + timedelta(minutes=11)):
        expire_overdue(now=now + timedelta(minutes=11))
        again = till.post(path, {"provider": "transfer"})
        assert (again.status_code, "Held for you until 09:21." in text_of(again)) == (409, True)
        assert till.post(confirm_path(again), {"provider": "transfer"}).status_code == 303
    assert list(Booking.objects.order_by("pk").values_list("status", flat=True)) == ["expired", "confirmed"]


def test_unknown_way_to_pay_is_told_on_the_summary(till):
    page = till.book("coaching", TEN, provider="gold")
    assert (page.status_code, "Choose a way to pay." in text_of(page)) == (422, True)


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "Mia <b>Weber</b>"])
def test_names_are_escaped_everywhere(till, typed):
    summary = till.hold("coaching", TEN, name=typed)
    done = till.get(till.post(confirm_path(summary), {"provider": "transfer"}).headers["Location"])
    assert [typed in page.content.decode() for page in (summary, done)] == [False, False]


def test_naming_somebodys_mail_address_does_not_end_their_hold(till):
    till.hold("coaching", TEN)
    stranger = till.hold("coaching", TEN, name="Mallory")
    assert (stranger.status_code, Booking.objects.filter(status="reserved").count()) == (409, 1)


def test_choice_names_the_only_person_it_can_be_with(till):
    pages = [till.get(till.details_path(slug, TEN)) for slug in ("coaching", "lesson")]
    assert [(page.status_code, text_of(page).count("<dt>With</dt>")) for page in pages] == [(200, 1), (200, 0)]
