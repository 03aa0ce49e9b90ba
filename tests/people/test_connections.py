"""Connections (ORG-5): asked for, answered, and worth something only with the personal link."""

import pytest

from booking.core.errors import AlreadyDone
from booking.people.models import Connection, Instructor
from booking.people.selectors import link_secret, viewer_behind
from booking.people.services import move_connection, request_connection
from booking.people.states import RELATION_MOVES, Relation
from booking.people.viewers import STRANGER, Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(studio) -> Instructor:
    return Instructor.objects.get(slug="ana-keller")


@pytest.fixture
def asked(ana, now) -> Connection:
    return request_connection(ana, name="Eve", email="Eve@Example.com", now=now)


def test_asking_again_changes_nothing(ana, asked, now):
    again = request_connection(ana, name="Eva", email="eve@example.com", now=now)
    assert (again, again.status, again.customer.name) == (asked, "requested", "Eve")
    move_connection(asked, to=Relation.VIP, actor="staff:1", now=now)
    assert request_connection(ana, name="Eve", email="eve@example.com", now=now).status == "vip"


def test_only_the_link_proves_it(ana, asked, now):
    assert link_secret(asked) == ""
    kept = move_connection(asked, to=Relation.CONNECTED, actor="staff:1", now=now)
    secret = link_secret(kept)
    assert viewer_behind(secret) == Viewer(((ana.pk, Relation.CONNECTED),))
    assert secret not in (kept.token_hash, kept.sealed_token)
    assert viewer_behind(kept.token_hash) == viewer_behind("") == viewer_behind(secret[:-1]) == STRANGER


def test_the_link_stays_for_a_vip_and_ends_with_the_relation(ana, asked, now):
    secret = link_secret(move_connection(asked, to=Relation.CONNECTED, actor="staff:1", now=now))
    vip = move_connection(asked, to=Relation.VIP, actor="staff:1", now=now)
    assert link_secret(vip) == secret
    assert viewer_behind(secret) == Viewer(((ana.pk, Relation.VIP),))
    move_connection(asked, to=Relation.NONE, actor="staff:1", now=now)
    assert viewer_behind(secret) == STRANGER
    again = move_connection(asked, to=Relation.CONNECTED, actor="staff:1", now=now)
    assert link_secret(again) not in ("", secret)
    assert viewer_behind(secret) == STRANGER


@pytest.mark.parametrize("was", list(Relation))
@pytest.mark.parametrize("to", list(Relation))
def test_moves_are_those_of_the_table(asked, was, to, now):
    if was != Relation.REQUESTED:
        move_connection(asked, to=Relation.CONNECTED, actor="staff:1", now=now)
        move_connection(asked, to=was, actor="staff:1", now=now)
    if to == was or to in RELATION_MOVES[was]:
        assert move_connection(asked, to=to, actor="staff:1", now=now).status == to
    else:
        with pytest.raises(AlreadyDone):
            move_connection(asked, to=to, actor="staff:1", now=now)
