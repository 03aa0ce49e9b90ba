"""Recorded payments, told in any order, twice, late or never, end in the same state with one mail each (PAY-15)."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count

import httpx
import pytest
from django.test import Client

from booking.core.clock import frozen_at
from booking.core.events import deliver_due
from booking.notifications.models import Message
from booking.payments.models import Payment, Refund
from booking.payments.services import host_payment, look_again, settle_due
from booking.reservations.models import Booking
from booking.reservations.selectors import pay_url
from booking.reservations.services import expire_overdue
from booking.scheduling.models import Session
from tests.cards.practice import Practice, event_about, signed
from tests.payments import recorded
from tests.payments.recorded import KINDS, NUMBERS, SCENARIOS, Recorded
from tests.sizes import SIZES

_LATE = timedelta(minutes=31)
_TOLD = ("booking_confirmed", "payment_returned", "payment_missed", "request_expired")


class Life:
    """One booking and its payment: what the outside world does, and all who tell us about it."""

    def __init__(self, booking: Booking, payment: Payment, *, stripe: Practice, chance: random.Random, now: datetime):
        self.booking, self.payment, self.stripe, self.chance, self.now = booking, payment, stripe, chance, now
        self.told = 0

    def step(self, name: str) -> None:
        ref = self.payment.provider_ref
        if name == recorded.HOSTED:
            self.payment = host_payment(self.payment, return_url="http://studio.example/", now=self.now)
        elif name in NUMBERS:
            self._pay(NUMBERS[name])
        elif name in (recorded.BANK_YES, recorded.BANK_NO):
            self.stripe.finish(ref, is_good=name == recorded.BANK_YES)
        elif name == recorded.DISPUTE:
            self.stripe.dispute(ref)
        elif name == recorded.EXPIRE:
            self.now += _LATE
            expire_overdue(now=self.now)
        elif name == recorded.GONE:
            self._sell_out()

    def hear(self, by: str) -> None:
        """One of those who tell us: a message in any order and number, the page one comes back to, the reconciler."""
        with frozen_at(self.now):
            if by == "message":
                self._message()
            elif by == "return page":
                Client().post(pay_url(self.booking), {"look": "1"})
            else:
                look_again(now=self.now)
                settle_due(now=self.now)
        if self.chance.random() < 0.7:
            settle_due(now=self.now)
        if self.chance.random() < 0.7:
            deliver_due(now=self.now)

    def finish(self) -> None:
        """At last everything was looked at, and the worker has nothing left to do."""
        look_again(now=self.now)
        while settle_due(now=self.now) + deliver_due(now=self.now):
            pass
        self.booking.refresh_from_db()
        self.payment.refresh_from_db()
        # For whoever has the date next.
        Session.objects.filter(seats__booking=self.booking).update(capacity=None)

    def _pay(self, number: str) -> None:
        ref = self.payment.provider_ref
        pay = self.stripe.pay_hosted if ref.startswith("cs_") else self.stripe.pay
        if Payment.objects.get(pk=self.payment.pk).status == "void":
            settle_due(now=self.now)
        with suppress(httpx.HTTPStatusError):  # what is over or cancelled there cannot be paid
            pay(ref, number)

    def _message(self) -> None:
        if not self.told or self.chance.random() < 0.7:
            self.told += 1
        number = self.chance.randint(1, self.told)
        event = event_about(self.payment.provider_ref, kind=KINDS[number % len(KINDS)], number=number)
        body, headers = signed(event, at=self.now)
        answer = Client().post("/hooks/card/", body, content_type="application/json", headers=headers)
        assert answer.status_code == 200

    def _sell_out(self) -> None:
        session = Session.objects.get(seats__booking=self.booking)
        Session.objects.filter(pk=session.pk).update(capacity=1, overbooking=0, taken=1)


@pytest.fixture
def lives(begun, stripe, now):
    """A new booking on a date of its own, with whoever makes it."""
    dates = Session.objects.filter(offering__slug="tuesday-flow", starts_at__gt=now + timedelta(days=1))
    references, people = list(dates.order_by("starts_at").values_list("reference", flat=True)), count(1)

    def make(chance: random.Random) -> Life:
        number = next(people)
        date = references[number % len(references)]
        booking, payment = begun(email=f"eve{number}@example.com", sessions=(date,))
        return Life(booking, payment, stripe=stripe, chance=chance, now=now)

    return make


def tell(life: Life, *, steps: tuple[str, ...], chance: random.Random, by: tuple[str, ...]) -> None:
    """The steps in their order, and between them whoever happens to tell."""
    for position, step in enumerate(steps):
        life.step(step)
        follows = steps[position + 1] if position + 1 < len(steps) else ""
        # The places are sold, or the hold ends, before anybody has looked.
        if follows in (recorded.GONE, recorded.EXPIRE):
            continue
        for _ in range(chance.randint(0, 3)):
            life.hear(chance.choice(by))


def end(life: Life) -> tuple:
    kinds = Message.objects.filter(kind__in=_TOLD, recipient=life.booking.email).values_list("kind", flat=True)
    refunds = Refund.objects.filter(payment=life.payment).values_list("status", "amount")
    return life.booking.status, life.payment.status, list(refunds), tuple(kinds)


def expected(scenario: Recorded, payment: Payment) -> tuple:
    back = [("completed", payment.amount)] if scenario.back else []
    return scenario.booking, scenario.payment, back, scenario.mails


@pytest.mark.soak
def test_whatever_order_it_is_told_in_it_ends_the_same(lives, stripe):
    wrong = []
    for number in range(SIZES.payment_replays):
        for scenario in SCENARIOS:
            chance = random.Random(f"{scenario.name} {number}")
            life = lives(chance)
            tell(life, steps=scenario.steps, chance=chance, by=("message", "message", "return page", "reconciler"))
            life.finish()
            if end(life) != expected(scenario, life.payment):
                wrong.append((scenario.name, number, end(life)))
    assert wrong == []


def test_with_every_message_dropped_all_settles_by_reconciliation(lives, stripe):
    wrong = []
    for scenario in SCENARIOS:
        life = lives(random.Random(scenario.name))
        for step in scenario.steps:
            life.step(step)
        life.finish()
        if end(life) != expected(scenario, life.payment):
            wrong.append((scenario.name, end(life)))
    assert wrong == []


def test_there_are_enough_of_them():
    assert len({scenario.steps for scenario in SCENARIOS}) == len(SCENARIOS) >= 20
