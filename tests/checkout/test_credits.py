"""Credits are bought in the same till, where there are no times to choose (PAY-6)."""

from decimal import Decimal

import pytest

from booking.core.money import Money
from booking.credits.selectors import code_of
from booking.credits.services import Grant, grant
from booking.credits.states import CREDIT
from booking.offerings.models import Variant
from booking.offerings.services import Tier, save_offering
from booking.people.services import save_customer
from booking.reservations.models import Booking
from booking.scheduling.models import Session

from .conftest import DETAILS, confirm_path, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def packs(studio) -> None:
    ten = Tier("ten", "Ten credits", Money(10000, "CHF"), Decimal("8.1"), "date", credits=10, valid_days=180)
    save_offering("credits", details={"kind": "credits", "name": "Credits"}, tiers=[ten])


def test_credits_are_bought_without_choosing_a_time(packs, till):
    page = text_of(till.get("/book/credits/"))
    assert ("CHF 100.00" in page, "Timezone" in page) == (True, False)
    done = till.book("credits")
    assert done.status_code == 303
    booking = Booking.objects.get()
    assert (booking.status, booking.sessions_total) == ("confirmed", 0)
    shown = text_of(till.get(done["Location"]))
    texts = ("Thank you for your order", "You get your code by mail", "Add to calendar")
    assert [text in shown for text in texts] == [True, True, False]


def test_the_details_say_nothing_of_times(packs, till):
    page = text_of(till.get(till.details_path("credits", quantity="2")))
    assert [text in page for text in ("CHF 200.00", "When", "Where", "If you cannot come", "Person 2")] == [
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.fixture
def code(studio, now) -> str:
    """Of a wallet with one credit; the class costs one."""
    Variant.objects.filter(slug="drop-in").update(credit_price=1)
    mia = save_customer(name="Mia", email=DETAILS["email"], now=now)
    return code_of(grant(mia, what=Grant(CREDIT, 1, source="gift"), actor="system", now=now).wallet)


def first_class() -> str:
    return Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first().reference


def test_a_class_is_paid_with_a_code(code, till):
    held = till.hold("tuesday-flow", first_class())
    assert "1 credit each." in text_of(held)
    assert till.post(confirm_path(held), {"provider": "credits", "wallet-code": code.lower()}).status_code == 303
    assert Booking.objects.get().order.status == "paid"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_a_code_cannot_pay_is_told_and_not_booked(code, till):
    path, few = confirm_path(till.hold("tuesday-flow", first_class(), name="Ann")), "There are only 0 credits left"
    wrong = till.post(path, {"provider": "credits", "wallet-code": "AAAA"})
    assert (wrong.status_code, "We do not know this code." in text_of(wrong)) == (422, True)
    till.post(confirm_path(till.hold("tuesday-flow", first_class())), {"provider": "credits", "wallet-code": code})
    answer = till.post(path, {"provider": "credits", "wallet-code": code})
    assert (answer.status_code, few in text_of(answer)) == (409, True)
    state = till.open_details("tuesday-flow", first_class())
    given = {**DETAILS, "state": state, "provider": "credits", "wallet-code": code, "now": "yes"}
    answer = till.post("/book/tuesday-flow/details/", given)
    assert (answer.status_code, few in text_of(answer)) == (409, True)
    assert Booking.objects.filter(status="confirmed").count() == 1
