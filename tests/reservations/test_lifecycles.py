"""Random sequences of everything that customers, staff and time do to bookings; after each step all data agree."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from booking.availability.models import Schedule
from booking.core.consistency import find_faults
from booking.core.errors import AlmanacError
from booking.core.events import deliver_due
from booking.offerings.models import Offering
from booking.offerings.selectors import find_offering
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.models import Booking, Seat
from booking.reservations.seating import Part
from booking.reservations.services import (
    BookingRequest,
    accept_proposal,
    approve_booking,
    book,
    book_next_time,
    cancel_booking,
    cancel_part,
    check_in,
    complete_past,
    confirm_booking,
    decline_booking,
    decline_proposals,
    excuse,
    expire_overdue,
    hold_booking,
    mark_no_show,
    propose_times,
    reschedule_session,
    swap_date,
    take_back,
    waive_part,
    write_message,
)
from booking.reservations.slots import find_slots
from booking.reservations.states import Side
from booking.scheduling.models import Session
from tests.conftest import NOW
from tests.figures import print_figure
from tests.reservations.conftest import ANSWERS
from tests.sizes import LONG, SIZES

pytestmark = [pytest.mark.soak, pytest.mark.django_db]

STAFF = "staff:1"
DATED = ("tuesday-flow", "open-circle", "june-retreat")
# Nobody sends mail here, and what is owed is delivered by the worker of the machine.
UNSENT = {"unsent_message", "late_delivery"}
WAITS = [timedelta(minutes=3), timedelta(minutes=11), timedelta(hours=7), timedelta(days=1), timedelta(days=9)]
some = st.integers(0, 10**6)


class Lifecycles(RuleBasedStateMachine):
    """Harbour Studio on a clock that the rules move. A refusal changes nothing and is as good as an answer."""

    organization = None
    done: dict[str, int] = {}
    refused: dict[str, int] = {}

    def __init__(self):
        super().__init__()
        self.now: datetime = NOW
        self.all = transaction.atomic()
        self.all.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)

    def attempt(self, name: str, step: Callable[[], object]) -> None:
        """One request: all of it, or nothing."""
        try:
            with transaction.atomic():
                step()
        except AlmanacError:
            self.refused[name] = self.refused.get(name, 0) + 1
        else:
            self.done[name] = self.done.get(name, 0) + 1

    @rule(which=some, who=some, quantity=st.sampled_from([1, 1, 1, 2, 5]), is_sure=st.booleans())
    def customer_books_a_date(self, which, who, quantity, is_sure):
        offering = find_offering(DATED[which % len(DATED)])
        coming = Session.objects.filter(offering=offering, starts_at__gt=self.now).order_by("starts_at")[:3]
        dates = [] if offering.slug == "june-retreat" else [session.reference for session in coming]
        sessions = (dates[which % len(dates)],) if dates else ()
        self._ask(offering, who=who, quantity=quantity, sessions=sessions, is_sure=is_sure)

    @rule(
        which=some,
        who=some,
        slug=st.sampled_from(["coaching", "lesson"]),
        is_sure=st.booleans(),
        rest=st.sampled_from(["", "later"]),
    )
    def customer_books_a_time(self, which, who, slug, is_sure, rest):
        offering = find_offering(slug)
        slots = find_slots(offering, after=self.now, before=self.now + timedelta(days=8), now=self.now)
        if slots:
            start = slots[which % len(slots)].start
            self._ask(offering, who=who, variant=which, starts_at=(start,), rest=rest, is_sure=is_sure)

    def _ask(self, offering, *, who: int, is_sure: bool, variant: int = 0, **values) -> None:
        variants = list(offering.variants.all())
        request = BookingRequest(
            offering=offering,
            variant=variants[variant % len(variants)],
            name=f"Customer {who % 4}",
            email=f"customer{who % 4}@example.com",
            timezone="Europe/Zurich",
            source="page",
            answers=ANSWERS if offering.form else {},
            **values,
        )
        if is_sure:
            self.attempt(
                "book", lambda: book(request, provider=self._provider(request), actor="customer", now=self.now)
            )
        else:
            self.attempt("hold", lambda: hold_booking(request, now=self.now))

    @staticmethod
    def _provider(request: BookingRequest) -> str:
        return "transfer" if request.variant.price else "free"

    @rule(which=some)
    def customer_confirms(self, which):
        if booking := self._some_booking(which):
            provider = "transfer" if booking.order.total else "free"
            self.attempt("confirm", lambda: confirm_booking(booking, provider=provider, actor="customer", now=self.now))

    @rule(which=some, actor=st.sampled_from(["customer", STAFF]))
    def somebody_cancels(self, which, actor):
        if booking := self._some_booking(which):
            self.attempt("cancel", lambda: cancel_booking(booking, actor=actor, now=self.now))

    @rule(which=some, where=some, actor=st.sampled_from(["customer", STAFF]))
    def somebody_moves_a_session(self, which, where, actor):
        seat = self._some_seat(which)
        if seat is None:
            return
        booking, moved = seat.booking, {"session": seat.session.reference, "actor": actor, "now": self.now}
        if start := self._some_time(booking, where):
            self.attempt("reschedule", lambda: reschedule_session(booking, starts_at=start, **moved))
        elif date := self._some_date(booking, where):
            self.attempt("swap", lambda: swap_date(booking, to_session=date.reference, **moved))

    @rule(which=some, reach=st.sampled_from(["this", "following", "all"]), places=st.sampled_from([None, None, 1]))
    def somebody_gives_up_a_part(self, which, reach, places):
        if seat := self._some_seat(which):
            part = Part(seat.session.reference, reach, places)
            self.attempt("give up", lambda: cancel_part(seat.booking, part=part, actor="customer", now=self.now))

    @rule(which=some, reason=st.sampled_from(["", "ill"]))
    def staff_let_somebody_off(self, which, reason):
        if seat := self._some_seat(which):
            part, by = Part(seat.session.reference, "this"), {"actor": STAFF, "reason": reason, "now": self.now}
            self.attempt("waive", lambda: waive_part(seat.booking, part=part, **by))

    @rule(which=some, where=some)
    def customer_chooses_the_next(self, which, where):
        booking = self._some_booking(which)
        if booking and (start := self._some_time(booking, where)):
            by = {"actor": "customer", "now": self.now}
            self.attempt("next", lambda: book_next_time(booking, starts_at=start, **by))

    @rule(which=some, how=some)
    def staff_answer_a_request(self, which, how):
        if not (booking := self._some_request(which)):
            return
        by = {"actor": STAFF, "now": self.now}
        answers = {
            "approve": lambda: approve_booking(booking, **by),
            "decline": lambda: decline_booking(booking, reason="away", **by),
            "propose": lambda: propose_times(booking, starts=self._starts(booking, how), side=Side.STAFF, **by),
            "ask": lambda: write_message(booking, text=f"Really at {how}?", side=Side.STAFF, **by),
        }
        name = ("approve", "propose", "decline", "ask", "propose")[how % 5]
        self.attempt(name, answers[name])

    @rule(which=some, how=some)
    def customer_answers_a_proposal(self, which, how):
        if not (booking := self._some_request(which)):
            return
        by = {"side": Side.CUSTOMER, "actor": "customer", "now": self.now}
        proposed = list(booking.proposals.filter(status="open", side=Side.STAFF).order_by("starts_at"))
        if how % 4 == 0:
            self.attempt("decline_proposals", lambda: decline_proposals(booking, **by))
        elif proposed:
            start = proposed[how % len(proposed)].starts_at
            self.attempt("accept", lambda: accept_proposal(booking, starts_at=start, **by))

    @rule(which=some)
    def money_arrives(self, which):
        payments = list(Payment.objects.filter(status="pending").order_by("pk"))
        if payments:
            payment = payments[which % len(payments)]
            self.attempt("pay", lambda: record_payment(payment, amount=payment.amount, actor=STAFF, now=self.now))

    @rule(which=some, note=st.sampled_from([check_in, mark_no_show, excuse, take_back]))
    def staff_note_attendance(self, which, note):
        seats = list(Seat.objects.select_related("booking", "session").order_by("pk"))
        if seats:
            seat = seats[which % len(seats)]
            self.attempt(note.__name__, lambda: note([seat], actor=STAFF, now=self.now))

    @rule(wait=st.sampled_from(WAITS))
    def time_passes(self, wait):
        """However long the worker was away, it then does what is due."""
        self.now += wait
        for sweep in (expire_overdue, complete_past):
            while sweep(now=self.now):
                pass
        while deliver_due(now=self.now):
            pass

    @invariant()
    def all_data_agree(self):
        faults = [fault for fault in find_faults(self.organization, now=self.now) if fault.check not in UNSENT]
        assert faults == []

    def _starts(self, booking: Booking, how: int) -> list[datetime]:
        """One to three times of the next days."""
        after, before = self.now + timedelta(days=1), self.now + timedelta(days=6)
        slots = find_slots(booking.offering, after=after, before=before, now=self.now)
        return [slots[(how + n) % len(slots)].start for n in range(1 + how % 3)] if slots else []

    def _some_request(self, which: int) -> Booking | None:
        requests = list(Booking.objects.filter(status="requested").select_related("order", "offering").order_by("pk"))
        return requests[which % len(requests)] if requests else None

    def _some_booking(self, which: int) -> Booking | None:
        bookings = list(Booking.objects.select_related("order", "offering", "variant").order_by("pk"))
        return bookings[which % len(bookings)] if bookings else None

    def _some_seat(self, which: int) -> Seat | None:
        seats = list(Seat.objects.exclude(status="released").select_related("session").order_by("pk"))
        if not seats:
            return None
        seat = seats[which % len(seats)]
        seat.booking = Booking.objects.select_related("order", "offering", "variant").get(pk=seat.booking_id)
        return seat

    def _some_time(self, booking: Booking, where: int):
        offering = booking.offering
        if offering.slug not in {"coaching", "lesson"}:
            return None
        slots = find_slots(offering, after=self.now, before=self.now + timedelta(days=5), now=self.now)
        return slots[where % len(slots)].start if slots else None

    def _some_date(self, booking: Booking, where: int) -> Session | None:
        coming = list(Session.objects.filter(offering=booking.offering, starts_at__gt=self.now).order_by("pk")[:4])
        return coming[where % len(coming)] if coming else None


class Miscounting(Lifecycles):
    """The control: somebody writes past the services."""

    @rule()
    def somebody_miscounts(self):
        Session.objects.filter(pk=Session.objects.order_by("pk").first().pk).update(taken=1)


def run(machine: type[Lifecycles], *, examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=SIZES.lifecycle_steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_all_data_agree(studio):
    Lifecycles.organization = studio
    Lifecycles.done, Lifecycles.refused = {}, {}
    Schedule.objects.filter(instructor__slug="ben-lind").update(firm=False)
    Offering.objects.filter(slug="open-circle").update(approval=True)
    run(Lifecycles, examples=SIZES.lifecycles)
    print_figure("lifecycles", examples=SIZES.lifecycles, done=Lifecycles.done, refused=Lifecycles.refused)
    # A short form is too short for everything to come up.
    rarer = {"check_in", "reschedule", "swap", "give up", "waive", "next", "approve", "accept"} if LONG else set()
    assert {"book", "hold", "cancel", *rarer} <= Lifecycles.done.keys()


def test_what_is_written_past_the_services_is_found(studio):
    Lifecycles.organization = studio
    with pytest.raises(AssertionError, match="taken_places"):
        run(Miscounting, examples=5)
