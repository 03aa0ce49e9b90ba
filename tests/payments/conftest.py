"""A studio whose customers pay by card, at a practice Stripe that listens on a port of this machine."""

from collections.abc import Callable, Iterator

import pytest

from booking.offerings.selectors import find_offering
from booking.payments.models import Payment
from booking.payments.providers import online_provider
from booking.payments.services import begin_payment, save_account, use_account
from booking.payments.states import Mode
from booking.reservations.models import Booking
from booking.reservations.services import BookingRequest, book
from booking.scheduling.models import Session
from tests.cards.practice import KEYS, PUBLIC_KEY, Practice, practice_stripe


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[Practice]:
    with practice_stripe() as practice:
        yield practice


@pytest.fixture
def stripe(stripe_process, settings) -> Practice:
    settings.STRIPE_API = stripe_process.url
    settings.STRIPE_SCRIPT = f"{stripe_process.url}/js.stripe.com/v3/"
    stripe_process.fail_next()
    stripe_process.refunds_come_to()
    stripe_process.calls()
    return stripe_process


@pytest.fixture
def card_studio(studio, stripe, now):
    card = online_provider("card")
    save_account(card, mode=Mode.TEST, public_key=PUBLIC_KEY, secrets=KEYS, actor="owner", now=now)
    use_account(studio, provider=card, mode=Mode.TEST, actor="owner", now=now)
    return studio


@pytest.fixture
def hold_card(card_studio, now) -> Callable[..., Booking]:
    """Books a class by card: it is reserved until it is paid."""

    def hold(email: str = "eve@example.com", **values) -> Booking:
        offering = find_offering("tuesday-flow")
        if "sessions" not in values:
            values["sessions"] = (Session.objects.filter(offering=offering).order_by("starts_at").first().reference,)
        details = {"name": "Eve", "email": email, "timezone": "Europe/Zurich", "source": "page", **values}
        variant = values.pop("variant", None) or offering.variants.order_by("pk").first()
        request = BookingRequest(offering=offering, variant=variant, **details)
        return book(request, provider="card", actor="customer", now=now).booking

    return hold


@pytest.fixture
def begun(hold_card, now) -> Callable[..., tuple[Booking, Payment]]:
    """The same, up to the page on which it is paid."""

    def begin(**values) -> tuple[Booking, Payment]:
        booking = hold_card(**values)
        return booking, begin_payment(Payment.objects.get(order=booking.order), now=now)

    return begin
