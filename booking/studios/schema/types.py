"""What a value in a studio file may be: each type reads a node into a value and writes the value back."""

from dataclasses import dataclass, field
from typing import Final

from booking.studios.document import Mapping, Node, Scalar, Sequence
from booking.studios.problems import Problem

INVALID: Final = object()


@dataclass(slots=True)
class Context:
    """What is known while a file is read or written: problems so far, names that may be referred to, parents.

    `awaited` are names of what is declared further down, each with its type and where it stands.
    """

    problems: list[Problem] = field(default_factory=list)
    names: dict[str, set[str]] = field(default_factory=dict)
    parents: list[dict] = field(default_factory=list)
    awaited: list[tuple["Type", "Spot"]] = field(default_factory=list)

    @property
    def organization(self) -> dict:
        """Values of the organization, as far as they could be read."""
        if not self.parents:
            return {}
        # While the organization itself is read, it is what stands around.
        around = self.parents[1] if len(self.parents) > 1 else {}
        return self.parents[0].get("organization", around)

    @property
    def currency(self) -> str | None:
        return self.organization.get("currency")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the file: its node and its path."""

    node: Node
    path: str
    context: Context

    def at(self, key: str, node: Node) -> "Spot":
        return Spot(node, f"{self.path}.{key}" if self.path else key, self.context)

    def item(self, index: int, node: Node) -> "Spot":
        return Spot(node, f"{self.path}[{index}]", self.context)

    def child(self, key: str) -> "Spot":
        """The spot of a key of this mapping; with an empty value when the key is not there."""
        pairs = self.node.pairs if isinstance(self.node, Mapping) else []
        found = next((node for scalar, node in pairs if scalar.text == key), None)
        return self.at(key, found or Scalar(self.node.line, "", is_plain=True))

    def refuse(self, allowed: str, *, found: str | None = None) -> object:
        """Note a problem here; returns INVALID for the caller to return."""
        shown = describe(self.node) if found is None else found
        self.context.problems.append(Problem(self.node.line, self.path, shown, allowed))
        return INVALID


def describe(node: Node) -> str:
    """A node in words, short enough for a line."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    text = node.text if len(node.text) <= 60 else node.text[:57] + "..."
    text = " ".join(text.split())
    if not node.is_plain:
        return f'"{text}"'
    return text if text not in {"", "~", "null"} else "nothing"


def is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in {"", "~", "null", "Null", "NULL"}


class Type:
    """Base of all types: `allowed` says in words what may stand here."""

    allowed = "a value"

    def read(self, spot: Spot) -> object:
        """The value, or INVALID after noting the problem."""
        if not isinstance(spot.node, Scalar) or is_null(spot.node):
            return spot.refuse(self.allowed)
        return self.read_scalar(spot, scalar=spot.node)

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        raise NotImplementedError

    def write(self, value: object, *, context: Context) -> object:
        """A plain value for the YAML writer."""
        return value


def show_words(words: list[str] | tuple[str, ...]) -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
