import pytest
from django.test import Client
from django.urls import reverse

from booking.accounts.models import User


@pytest.fixture
def owner(home) -> Client:
    client = Client(headers={"host": "harbour.localhost"}, raise_request_exception=False)
    client.force_login(User.objects.get(email="owner@harbour.example"))
    return client


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"external-link-chooser-link_text": "Elsewhere"}, 400),
        ({"external-link-chooser-url": ""}, 200),
        ({"external-link-chooser-url": "https://example.com/"}, 200),
    ],
)
def test_a_form_without_an_address_is_refused(owner, form, status):
    assert owner.post(reverse("wagtailadmin_choose_page_external_link"), form).status_code == status


def test_a_stranger_is_asked_to_sign_in(home):
    answer = Client(headers={"host": "harbour.localhost"}).post(reverse("wagtailadmin_choose_page_external_link"), {})
    assert answer.status_code == 302
