"""What each face answers to those who ask too often, and what is never counted."""

import pytest
from django.test import Client
from django.urls import reverse

from booking.core.clock import frozen_at
from tests.api.conftest import assert_problem
from tests.conftest import NOW

QUOTE = {"offering": "coaching", "variant": "single"}


@pytest.fixture
def guest(studio) -> Client:
    return Client(headers={"host": "harbour.localhost"})


def send_quote(client: Client, **headers: str):
    return client.post("/api/v1/quotes/", QUOTE, content_type="application/json", headers=headers)


def test_the_api_answers_with_a_problem(guest, limits):
    limits(quote="2/60")
    assert [send_quote(guest).status_code for _ in range(2)] == [200, 200]
    answer = send_quote(guest)
    assert_problem(answer, status=429, code="throttled")
    assert answer["Retry-After"] == "60"


def test_a_window_ends_on_the_clock(guest, limits):
    limits(quote="1/60")
    assert [send_quote(guest).status_code for _ in range(2)] == [200, 429]
    with frozen_at(NOW.replace(minute=1)):
        assert send_quote(guest).status_code == 200


def test_forwarded_addresses_count_behind_a_proxy_only(guest, limits, settings):
    limits(quote="1/60")
    assert [send_quote(guest, **{"x-forwarded-for": f"198.51.100.{n}"}).status_code for n in (1, 2)] == [200, 429]
    settings.TRUSTED_PROXIES = 1
    assert [send_quote(guest, **{"x-forwarded-for": f"198.51.100.{n}"}).status_code for n in (1, 2, 2)] == [
        200,
        200,
        429,
    ]


def test_a_forwarded_scheme_or_host_changes_nothing(guest):
    forged = {"x-forwarded-proto": "https", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    page = guest.get("/api/docs/", headers=forged).content.decode()
    assert page == guest.get("/api/docs/").content.decode()
    assert "evil.example" not in page


def test_narrowing_lists_down_counts_and_browsing_does_not(guest, limits):
    limits(search="2/60")
    for path in ("/api/v1/offerings/", "/api/v1/instructors/", "/offerings/", "/offerings/coaching/", "/healthz"):
        assert [guest.get(path).status_code for _ in range(3)] == [200] * 3, path
    assert guest.get("/api/v1/offerings/?q=flow").status_code == 200
    assert guest.get("/offerings/?q=flow").status_code == 200
    assert [guest.get(path).status_code for path in ("/api/v1/instructors/?q=ana", "/offerings/?q=flow")] == [429, 429]
    assert guest.get("/api/v1/offerings/coaching/slots/?from=2027-01-11&to=2027-01-12").status_code == 429
    assert guest.get("/book/coaching/").status_code == 429


def test_guessing_tokens_is_slow(guest, limits):
    limits(token="3/60")
    paths = [f"/booking/ABCDEFGHJK/?token=guess{n}" for n in range(3)]
    assert [guest.get(path).status_code for path in paths] == [404] * 3
    answer = guest.get("/api/v1/bookings/ABCDEFGHJK/", headers={"authorization": "Booking guess"})
    assert_problem(answer, status=429, code="throttled")


def test_one_token_is_slow_from_everywhere(guest, limits, settings):
    limits(token="1/60")
    settings.TRUSTED_PROXIES = 1
    path = "/booking/ABCDEFGHJK/?token=same"
    answers = [guest.get(path, headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code for n in (1, 2)]
    assert answers == [404, 429]


def test_the_till_keeps_what_was_typed(guest, limits):
    limits(booking="1/60")
    typed = {"state": "nonsense", "name": 'Eve "<b>" Muster', "email": "eve@example.com"}
    assert guest.post("/book/coaching/details/", typed).status_code == 400
    answer = guest.post("/book/coaching/details/", typed)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (429, "60", "no-store, private")
    assert "60 seconds" in page
    assert '<input type="hidden" name="name" value="Eve &quot;&lt;b&gt;&quot; Muster">' in page
    assert 'action="/book/coaching/details/"' in page
    assert "Harbour" in page


SIGN_IN = {"username": "owner@harbour.example", "password": "guess"}


def test_signing_in_is_limited_by_address(guest, limits):
    limits(sign_in="2/300", sign_in__account="100/300")
    path = reverse("wagtailadmin_login")
    answers = [guest.post(path, {**SIGN_IN, "username": f"user{n}@x.example"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "guess" not in answers[2].content.decode()
    assert guest.get(path).status_code == 200


def test_signing_in_is_limited_by_account_from_everywhere(guest, limits, settings):
    limits(sign_in="100/300", sign_in__account="2/300")
    settings.TRUSTED_PROXIES = 1
    spellings = ["owner@harbour.example", " OWNER@harbour.example ", "Owner@Harbour.Example", "other@harbour.example"]
    answers = [
        guest.post(
            reverse("wagtailadmin_login"),
            {**SIGN_IN, "username": spelling},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        ).status_code
        for number, spelling in enumerate(spellings)
    ]
    assert answers == [200, 200, 429, 200]


def test_the_sites_own_sign_in_is_no_way_around(guest, limits):
    limits(sign_in="1/300")
    assert guest.post(reverse("wagtailadmin_login"), SIGN_IN).status_code == 200
    assert guest.post(reverse("wagtailcore_login"), SIGN_IN).status_code == 429


def test_password_resets_are_limited(guest, limits):
    limits(password_reset="10/3600", password_reset__account="1/3600")
    path = reverse("wagtailadmin_password_reset")
    answers = [guest.post(path, {"email": "owner@harbour.example"}).status_code for _ in range(3)]
    assert answers == [302, 429, 429]


def test_any_other_change_is_limited_generously(guest, limits):
    limits(change="1/60")
    assert guest.post("/admin/logout/").status_code == 302
    assert guest.post("/admin/logout/").status_code == 429


def test_asking_what_is_allowed_is_free(guest, limits):
    limits(quote="1/60")
    assert [guest.options("/api/v1/quotes/").status_code for _ in range(3)] == [204] * 3
