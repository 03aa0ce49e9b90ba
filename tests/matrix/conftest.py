from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client

from booking.accounts.models import User
from booking.core.clock import frozen_at
from tests.conftest import NOW
from tests.matrix.asking import Actor, Guarded
from tests.matrix.digests import all_rows, digest, rows_since
from tests.matrix.table import ACTORS
from tests.matrix.worlds import Studio, build_studio


@dataclass
class Worlds:
    """Two studios on one installation. Everybody asks on the first one's host name."""

    alder: Studio
    birch: Studio
    guarded: list[Guarded] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)


@pytest.fixture
def worlds(db, settings, tmp_path) -> Iterator[Worlds]:
    """Built once for all cells; each cell takes back what it wrote."""
    settings.MEDIA_ROOT = tmp_path
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, (10**9, 60))
    with frozen_at(NOW):
        studios, rows = [], {}
        for slug in ("alder", "birch"):
            before = all_rows()
            studios.append(build_studio(slug))
            rows[slug] = rows_since(before)
        found = Worlds(*studios)
        found.actors = {name: _actor(name, worlds=found) for name in ACTORS}
        # Signing in leaves a trace too.
        found.guarded = [Guarded(slug, owned, digest(owned)) for slug, owned in rows.items()]
        yield found


def _actor(name: str, *, worlds: Worlds) -> Actor:
    at_home, abroad = worlds.alder, worlds.birch
    if name in ("visiting_customer", "foreign_manager"):
        at_home, abroad = abroad, at_home
    actor = Actor(name, home=at_home, abroad=abroad, client=Client(raise_request_exception=False))
    if name == "no_membership":
        actor.client.force_login(User.objects.create_user("nobody@mail.example", "a long password"))
    elif name.removeprefix("foreign_") in at_home.people:
        actor.client.force_login(at_home.people[name.removeprefix("foreign_")])
    elif name != "anonymous":
        customer = name.replace("visiting_", "")
        actor.token = at_home.tokens[at_home.ids["reference"][list(at_home.customers).index(customer)]]
    return actor
