import re
from html import unescape

import pytest
from django.test import Client

from booking.checkout.addresses import details_url
from booking.checkout.selection import read_selection
from booking.offerings.selectors import find_offering

DETAILS = {
    "name": "Mia <b>Weber</b>",
    "email": "mia@example.com",
    "phone": "",
    "answer-goals": "Sleep",
    "answer-injuries": "left knee",
    "answer-level": "regular",
    "answer-consent": "on",
}


class Till:
    """A visitor who never accepts a cookie: CSRF checks are on, and any cookie that is set fails the test."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path, **query):
        return self._checked(self.client.get(path, query or None))

    def post(self, path, data):
        return self._checked(self.client.post(path, data))

    def _checked(self, response):
        assert not response.cookies, response.cookies
        return response

    def details_path(self, slug, *picked, **params):
        """The address that choosing these times, or dates, leads to."""
        selection = read_selection(find_offering(slug, key=params.get("key")), params=params, timezone="Europe/Zurich")
        return details_url(selection, chosen=picked)

    def open_details(self, slug, *picked, **params):
        """The form token of a freshly rendered details page."""
        return hidden(self.get(self.details_path(slug, *picked, **params)), "state")

    def hold(self, slug, *picked, **changes):
        state = self.open_details(slug, *picked)
        return self.post(f"/book/{slug}/details/", {**DETAILS, **changes, "state": state})

    def book(self, slug, *picked, provider="transfer", **changes):
        return self.post(confirm_path(self.hold(slug, *picked, **changes)), {"provider": provider})


def text_of(response):
    return unescape(response.content.decode())


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]+)"', response.content.decode()).group(1)


def confirm_path(response):
    return re.search(r'<form class="form" method="post" action="([^"]+/summary/[^"]+)"', text_of(response)).group(1)


@pytest.fixture
def till(studio):
    return Till()
