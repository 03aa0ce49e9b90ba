"""CAT-1: the contract that every kind of offering keeps."""

import pytest

from booking.offerings.kinds import OfferingKind, registry
from booking.offerings.models.variants import Scope


@pytest.mark.parametrize("name", registry.names())
def test_kind_keeps_the_contract(name):
    kind = registry.get(name)
    assert issubclass(kind, OfferingKind)
    assert kind.name == name
    assert kind.label == kind.label.strip() != ""
    assert kind.books in {"slots", "sessions", "nothing"}
    assert {kind.default_scope, kind.scope_for(sessions=1), kind.scope_for(sessions=4)} <= set(Scope)
    assert kind.scope_for(sessions=1) == kind.default_scope


def test_kinds_are_those_of_the_catalogue():
    assert registry.names() == [
        "event",
        "retreat",
        "program",
        "class",
        "course",
        "appointment",
        "workshop",
        "livestream",
        "credits",
    ]


def test_kinds_cover_a_date_a_series_or_a_pack():
    assert {name: registry.get(name).scope_for(sessions=4) for name in registry.names()} == {
        "event": Scope.DATE,
        "retreat": Scope.SERIES,
        "program": Scope.SERIES,
        "class": Scope.DATE,
        "course": Scope.SERIES,
        "appointment": Scope.PACK,
        "workshop": Scope.DATE,
        "livestream": Scope.DATE,
        "credits": Scope.DATE,
    }
