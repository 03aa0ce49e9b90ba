"""What has to be paid first: requests after their approval, appointments that come back, and other ways chosen."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.calendars.models import Entry
from booking.core.consistency import find_faults
from booking.core.events import deliver_due
from booking.notifications.kinds import registry as kinds
from booking.notifications.letters import write_letter
from booking.notifications.models import Message
from booking.offerings.selectors import find_offering
from booking.payments.models import Payment, Refund
from booking.payments.services import begin_payment, look_again, look_at, settle_due
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.services import BookingRequest, approve_booking, book, confirm_booking, expire_overdue
from tests.cards.practice import SLOW

NEXT_TUESDAY = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)


@pytest.fixture
def appointment(card_studio, now):
    """Books an hour of coaching by card."""

    def make(email: str = "eve@example.com", provider: str = "card", source: str = "page") -> Booking:
        offering = find_offering("coaching")
        offering.payment_methods = []
        offering.save()
        variant = offering.variants.get(slug="single")
        asked = {"name": "Eve", "email": email, "timezone": "Europe/Zurich", "source": source}
        answers = {"goals": "Sleep better", "consent": True}
        request = BookingRequest(
            offering=offering, variant=variant, starts_at=(NEXT_TUESDAY,), answers=answers, **asked
        )
        return book(request, provider=provider, actor="customer", now=now).booking

    return make


@pytest.fixture
def asked(appointment):
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.firm = False
    ana.schedule.save()
    return appointment()


def work(now) -> None:
    while settle_due(now=now) + deliver_due(now=now):
        pass


def mails() -> list[str]:
    found = Message.objects.filter(recipient="eve@example.com").order_by("pk").values_list("kind", flat=True)
    return [kind for kind in found if "reminder" not in kind]


def pay(booking: Booking, *, stripe, now) -> Payment:
    payment = begin_payment(Payment.objects.get(order=booking.order), now=now)
    stripe.pay(payment.provider_ref)
    look_at(payment, now=now)
    return payment


def times_of(booking: Booking) -> list[tuple[bool, datetime | None]]:
    sessions = booking.seats.exclude(status="released").values("session_id")
    found = Entry.objects.filter(source_kind="session", source_id__in=sessions)
    return list(found.values_list("is_tentative", "expires_at"))


def test_an_appointment_is_held_while_it_is_paid(appointment, card_studio, stripe, now):
    booking = appointment()
    assert {expires for _tentative, expires in times_of(booking)} == {now + timedelta(minutes=30)}
    pay(booking, stripe=stripe, now=now)
    work(now)
    booking.refresh_from_db()
    assert (booking.status, {expires for _tentative, expires in times_of(booking)}) == ("confirmed", {None})
    assert find_faults(card_studio, now=now) == []


def test_an_appointment_that_ran_out_is_taken_again_if_it_is_free(appointment, card_studio, stripe, now):
    booking = appointment()
    payment = begin_payment(Payment.objects.get(), now=now)
    stripe.pay(payment.provider_ref)
    later = now + timedelta(minutes=31)
    expire_overdue(now=later)
    assert times_of(booking) == []
    work(later)
    booking.refresh_from_db()
    assert (booking.status, len(times_of(booking))) == ("confirmed", 1)
    assert mails() == ["booking_confirmed"]
    assert find_faults(card_studio, now=later) == []


def test_an_appointment_that_somebody_else_took_is_paid_back(appointment, card_studio, stripe, now):
    first = appointment()
    payment = begin_payment(Payment.objects.get(), now=now)
    stripe.pay(payment.provider_ref)
    later = now + timedelta(minutes=31)
    expire_overdue(now=later)
    other = appointment(email="bob@example.com", provider="transfer")
    work(later)
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.status, other.status, Refund.objects.get().status) == ("expired", "confirmed", "completed")
    assert mails() == ["payment_returned"]
    message = Message.objects.get(kind="payment_returned")
    letter = write_letter(message, kind=kinds.get("payment_returned")())
    assert str(payment.money) in letter.text and "Your payment goes back" in letter.subject
    assert find_faults(card_studio, now=later) == []


def test_a_request_is_paid_after_it_was_approved(asked, card_studio, stripe, now):
    assert (asked.status, Payment.objects.count()) == ("requested", 0)
    approve_booking(asked, actor="staff:1", now=now)
    approve_booking(asked, actor="staff:1", now=now)
    work(now)
    asked.refresh_from_db()
    assert (asked.status, asked.hold_expires_at) == ("reserved", now + timedelta(hours=24))
    assert mails() == ["request_received", "payment_due"]
    letter = write_letter(Message.objects.get(kind="payment_due"), kind=kinds.get("payment_due")())
    assert f"/booking/{asked.reference}/pay/?token=" in letter.text
    assert find_faults(card_studio, now=now) == []
    pay(asked, stripe=stripe, now=now)
    work(now)
    asked.refresh_from_db()
    assert (asked.status, mails()[-1]) == ("confirmed", "booking_confirmed")
    assert find_faults(card_studio, now=now) == []


def test_a_request_that_is_not_paid_ends_and_says_so(asked, card_studio, now):
    approve_booking(asked, actor="staff:1", now=now)
    later = now + timedelta(hours=25)
    expire_overdue(now=later)
    work(later)
    asked.refresh_from_db()
    assert (asked.status, asked.end_reason, Payment.objects.get().status) == ("expired", "not paid in time", "void")
    assert mails()[-1] == "payment_missed"
    assert "request_expired" not in mails()
    letter = write_letter(Message.objects.get(kind="payment_missed"), kind=kinds.get("payment_missed")())
    assert "not paid in time" in letter.text
    assert find_faults(card_studio, now=later) == []


def test_whoever_the_studio_books_for_is_asked_by_mail(appointment, card_studio, stripe, now):
    booking = appointment(source="staff")
    work(now)
    booking.refresh_from_db()
    assert (booking.status, booking.hold_expires_at, mails()) == (
        "reserved",
        now + timedelta(hours=24),
        ["payment_due"],
    )
    pay(booking, stripe=stripe, now=now)
    work(now)
    assert mails() == ["payment_due", "booking_confirmed"]


def test_another_way_to_pay_may_be_chosen_meanwhile(appointment, card_studio, stripe, now):
    booking = appointment()
    payment = begin_payment(Payment.objects.get(), now=now)
    confirm_booking(booking, provider="transfer", actor="customer", now=now)
    work(now)
    booking.refresh_from_db()
    assert (booking.status, booking.payment_provider) == ("confirmed", "transfer")
    assert dict(Payment.objects.values_list("provider", "status")) == {"card": "void", "transfer": "pending"}
    assert stripe.intent(payment.provider_ref)["status"] == "canceled"
    assert find_faults(card_studio, now=now) == []


def test_confirming_again_prolongs_nothing(appointment, now):
    booking = appointment()
    confirm_booking(booking, provider="card", actor="customer", now=now + timedelta(minutes=20))
    booking.refresh_from_db()
    assert (booking.hold_expires_at, Payment.objects.count()) == (now + timedelta(minutes=30), 1)


def test_a_slow_bank_is_waited_for_and_no_longer(appointment, card_studio, stripe, now):
    booking = appointment()
    payment = begin_payment(Payment.objects.get(), now=now)
    stripe.pay(payment.provider_ref, SLOW)
    look_again(now=now)
    work(now)
    booking.refresh_from_db()
    until = now + timedelta(hours=72)
    assert (booking.status, booking.hold_expires_at) == ("reserved", until)
    assert {expires for _tentative, expires in times_of(booking)} == {until}
    expire_overdue(now=until)
    work(until)
    booking.refresh_from_db()
    assert booking.status == "expired"
    stripe.finish(payment.provider_ref, is_good=True)
    work(until + timedelta(hours=7))
    booking.refresh_from_db()
    assert booking.status == "confirmed"
