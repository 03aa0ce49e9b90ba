import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from booking.accounts.models import User
from booking.offerings.models import Offering
from booking.scheduling.models import Session
from tests import settings as test_settings
from tests.conftest import HARBOUR, NOW
from tests.nonsense.clients import ServedClient
from tests.nonsense.faces import Ground
from tests.servers import Installation
from tests.templates import Template

DETAILS = {"name": "Eve", "email": "eve@example.com", "phone": "", "answer-goals": "x", "answer-consent": "on"}
_ENOUGH = 1_000_000


@pytest.fixture
def ground(studio) -> Ground:
    """Harbour Studio with a class that takes any number of bookings and asks questions; one is made, one begun."""
    form = Offering.objects.get(slug="coaching").form
    Offering.objects.filter(slug="tuesday-flow").update(form=form, capacity=_ENOUGH)
    Session.objects.filter(offering__slug="tuesday-flow").update(capacity=_ENOUGH)
    client = Client()
    session = client.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"][0]["reference"]
    made = client.post("/api/v1/bookings/", _booking(session), content_type="application/json").json()
    choice = _match(client.get("/book/tuesday-flow/"), r"choice=([^\"&#]+)")
    pack = client.get("/book/coaching/", {"variant": "pack-4", "day": "2027-01-05"})
    begun = client.get("/book/tuesday-flow/details/", {"choice": choice})
    held = client.post(
        "/book/tuesday-flow/details/", {**DETAILS, "state": _match(begun, r'name="state" value="([^"]+)"')}
    )
    cancel = client.get(f"/booking/{made['reference']}/cancel/", {"token": made["token"]})
    return Ground(
        reference=made["reference"],
        token=made["token"],
        state=_match(held, r"/summary/([^/\"]+)/"),
        choice=choice,
        several=_match(pack, r"choice=([^\"&#]+)"),
        cancel_state=_match(cancel, r'name="state" value="([^"]+)"'),
        session=session,
        picture=default_storage.save("picture.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'></svg>")),
    )


@pytest.fixture
def open_connections():
    """The test's transaction outlives its requests, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def clients(ground, open_connections) -> dict[str, Client]:
    """By actor."""
    staff = ServedClient()
    staff.force_login(User.objects.create_superuser("root@mail.example", "a long password"))
    visitor = ServedClient()
    return {"visitor": visitor, "holder": visitor, "staff": staff}


def _booking(session: str) -> dict[str, object]:
    return {
        "offering": "tuesday-flow",
        "variant": "drop-in",
        "session": session,
        "timezone": "Europe/Zurich",
        "customer": {"name": "Eve", "email": "eve@example.com"},
        "answers": {"goals": "x", "consent": True},
        "payment": {"provider": "transfer"},
    }


def _match(response, pattern: str) -> str:
    return re.search(pattern, unescape(response.content.decode())).group(1)


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Template:
    folder = tmp_path_factory.mktemp("nonsense")
    return Template(folder, studio=HARBOUR, starts_at=NOW, postgresql=test_settings.POSTGRESQL)


@pytest.fixture
def served(template) -> Iterator[Installation]:
    """Harbour Studio behind the server that serves in production."""
    installation = template.installation()
    installation.start_web(workers=1)
    yield installation
    installation.stop()
