"""Paying in the browser and by the API: the page says how far it is, and believes nobody but the provider."""

from html import unescape

import pytest
from django.test import Client

from booking.offerings.models import Offering
from booking.payments.models import Payment
from booking.payments.services import settle_due
from booking.reservations.models import Booking
from booking.reservations.selectors import pay_url
from tests.cards.practice import DECLINED, SLOW

BODY = {
    "offering": "tuesday-flow",
    "variant": "drop-in",
    "timezone": "Europe/Zurich",
    "customer": {"name": "Eve Muster", "email": "eve@example.com"},
    "payment": {"provider": "card"},
}


@pytest.fixture
def api(card_studio) -> Client:
    return Client(headers={"accept": "application/json"})


@pytest.fixture
def order(api):
    """Books by the API and gives the answer."""

    def book(**headers) -> dict:
        dates = api.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"]
        body = {**BODY, "session": dates[0]["reference"]}
        answer = api.post("/api/v1/bookings/", body, content_type="application/json", headers=headers)
        assert answer.status_code == 201, answer.content
        return answer.json()

    return book


def text_of(answer) -> str:
    return unescape(answer.content.decode())


def state() -> tuple[str, str]:
    return Booking.objects.get().status, Payment.objects.get().status


def test_the_api_says_how_to_pay(order, stripe):
    stripe.calls()
    answers = [order(**{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["status"] == "reserved"
    payment = Payment.objects.get()
    assert answers[0]["payment"] == {
        "provider": "card",
        "status": "pending",
        "next": {
            "kind": "pay",
            "type": "card",
            "client_secret": payment.handle["client_secret"],
            "publishable_key": "pk_test_practicepractice",
            "url": f"http://testserver{pay_url(Booking.objects.get(), token=answers[0]['token'])}",
        },
    }
    assert stripe.calls() == ["POST /v1/payment_intents"]


def test_the_page_shows_and_never_changes_how_far_it_is(order, api, stripe):
    url = order()["payment"]["next"]["url"]
    page = api.get(url)
    assert "Pay CHF" in text_of(page) and f"{stripe.url}/js.stripe.com/v3/" in text_of(page)
    assert "script-src 'self' 'nonce-" in page.headers["Content-Security-Policy"]
    assert stripe.url in page.headers["Content-Security-Policy"]
    ref = Payment.objects.get().provider_ref
    stripe.pay(ref)
    back = api.get(f"{url}&returned=1&redirect_status=succeeded")
    assert "We ask the payment service how it went." in text_of(back)
    assert state() == ("reserved", "pending")
    looked = api.post(url, {"look": "1"}, follow=True)
    assert state() == ("confirmed", "completed")
    assert "You are booked in" in text_of(looked)
    assert "js.stripe.com" not in looked.headers["Content-Security-Policy"]


def test_saying_that_it_succeeded_confirms_nothing(order, api, stripe):
    url = order()["payment"]["next"]["url"]
    api.get(f"{url}&returned=1&redirect_status=succeeded")
    api.post(url, {"look": "1", "redirect_status": "succeeded"})
    assert state() == ("reserved", "pending")


def test_a_declined_card_is_told_and_a_slow_bank_waited_for(order, api, stripe, now):
    url = order()["payment"]["next"]["url"]
    ref = Payment.objects.get().provider_ref
    stripe.pay(ref, DECLINED)
    assert "That did not work: Your card was declined." in text_of(api.post(url, {"look": "1"}, follow=True))
    stripe.pay(ref, SLOW)
    assert "We are waiting for your bank" in text_of(api.post(url, {"look": "1"}, follow=True))
    stripe.finish(ref, is_good=True)
    api.post(url, {"look": "1"})
    assert state() == ("confirmed", "completed")


def test_without_scripts_it_is_paid_on_a_page_of_the_provider(order, api, stripe):
    url = order()["payment"]["next"]["url"]
    first = Payment.objects.get().provider_ref
    page = api.post(url, {"hosted": "1"}, follow=True)
    payment = Payment.objects.get()
    assert payment.handle["url"] in text_of(page)
    assert stripe.intent(first)["status"] == "canceled"
    stripe.pay_hosted(payment.provider_ref)
    api.post(url, {"look": "1"})
    assert state() == ("confirmed", "completed")


def test_a_provider_that_is_away_is_told_and_the_hold_stays(order, api, stripe, now):
    stripe.fail_next("away", "away")
    next_step = order()["payment"]["next"]
    assert next_step["client_secret"] is None
    until = Booking.objects.get().hold_expires_at
    page = api.post(next_step["url"], {"begin": "1"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "Nothing was charged." in text_of(page)
    page = api.post(next_step["url"], {"begin": "1"}, follow=True)
    assert "Pay CHF" in text_of(page)
    assert (state(), Booking.objects.get().hold_expires_at) == (("reserved", "pending"), until)


def test_the_till_goes_on_to_the_pay_page(hold_card, api, stripe):
    booking = hold_card()
    page = api.get(pay_url(booking))
    assert "Go on to paying" in text_of(page)
    page = api.post(pay_url(booking), {"begin": "1"}, follow=True)
    assert Payment.objects.get().handle["client_secret"] in text_of(page)


def test_what_is_open_can_be_paid_by_card_later(api, order, stripe, now):
    Offering.objects.filter(slug="tuesday-flow").update(payment_methods=[])
    dates = api.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"]
    body = {**BODY, "session": dates[0]["reference"], "payment": {"provider": "transfer"}}
    api.post("/api/v1/bookings/", body, content_type="application/json")
    booking = Booking.objects.get()
    assert "Pay it now" in text_of(api.get(pay_url(booking).replace("pay/", "")))
    api.post(pay_url(booking), {"begin": "1"})
    card = Payment.objects.get(provider="card")
    stripe.pay(card.provider_ref)
    api.post(pay_url(booking), {"look": "1"})
    statuses = dict(Payment.objects.values_list("provider", "status"))
    assert statuses == {"transfer": "void", "card": "completed"}
    booking.order.refresh_from_db()
    assert booking.order.status == "paid"
    assert settle_due(now=now) == 0
