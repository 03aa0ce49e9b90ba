from collections.abc import Callable

import pytest
from django.test import Client

from booking.accounts.models import User


@pytest.fixture
def sign_in(studio) -> Callable[[str], Client]:
    """A client signed in as the member of Harbour Studio with that name before the @."""

    def make(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(email=f"{name}@harbour.example"))
        return client

    return make
