"""How well a customer and an instructor know each other (ORG-5)."""

from enum import StrEnum


class Relation(StrEnum):
    NONE = "none"
    REQUESTED = "requested"
    CONNECTED = "connected"
    VIP = "vip"


# Who has asked and was not answered yet is still a stranger.
KNOWN = frozenset({Relation.CONNECTED, Relation.VIP})

# From strangers on.
RANKS: dict[str, int] = {relation: rank for rank, relation in enumerate(Relation)}

RELATION_MOVES: dict[str, frozenset[str]] = {
    Relation.NONE: frozenset({Relation.REQUESTED, Relation.CONNECTED, Relation.VIP}),
    Relation.REQUESTED: frozenset({Relation.NONE, Relation.CONNECTED, Relation.VIP}),
    Relation.CONNECTED: frozenset({Relation.NONE, Relation.VIP}),
    Relation.VIP: frozenset({Relation.NONE, Relation.CONNECTED}),
}
