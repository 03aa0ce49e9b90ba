"""YAML as a tree of nodes that know their line.

The tree is built from parser events and keeps every scalar as it was written: no tags are obeyed, `18:00` is not the
number 1080, `on` and `no` are words. What a scalar means is decided by the schema alone.
"""

from dataclasses import dataclass, field

import yaml

from booking.core.errors import Malformed
from booking.core.gate import check_text
from booking.studios.problems import Problem, StudioFileError

MOST_BYTES = 10_000_000
MOST_NODES = 1_000_000
DEEPEST = 30

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value as it was written; `is_plain` when it had no quotes."""

    line: int
    text: str = ""
    is_plain: bool = False


@dataclass(slots=True, eq=False)
class Sequence:
    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    line: int
    pairs: list[tuple[Scalar, "Node"]] = field(default_factory=list)


Node = Scalar | Sequence | Mapping


def read_document(content: bytes) -> Node:
    """The root node of one YAML document. Raises StudioFileError for whatever is not plain, moderate YAML in UTF-8."""
    if len(content) > MOST_BYTES:
        raise _refusal(1, found=f"{len(content):,} bytes", allowed=f"at most {MOST_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(line, found="bytes that are not UTF-8", allowed="text in UTF-8") from None
    try:
        return _Composer().compose(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 1
        raise _refusal(line, found="a control character", allowed="printable text") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(mark.line + 1 if mark else 1, found=error.problem or "broken YAML", allowed="YAML") from None


class _Composer:
    """Builds the tree without recursion, counting what aliases would unfold to."""

    def __init__(self) -> None:
        self.open: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []
        self.anchors: dict[str, Node] = {}
        self.sizes: dict[int, int] = {}
        self.root: Node | None = None
        self.documents = 0

    def compose(self, text: str) -> Node:
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise _refusal(line, found="a second document", allowed="one document in a file")
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
            elif isinstance(event, yaml.AliasEvent):
                self._add_alias(event.anchor, line=line)
            elif isinstance(event, yaml.NodeEvent):
                self._start(event, line=line)
        if self.root is None:
            raise _refusal(1, found="an empty file", allowed="a studio file that starts with `studio: 1`")
        return self.root

    def _start(self, event: yaml.NodeEvent, *, line: int) -> None:
        if event.tag is not None and event.tag != "!":
            raise _refusal(line, found=f"the tag {event.tag}", allowed="plain values without tags")
        node = self._node(event, line=line)
        if event.anchor:
            self.anchors[event.anchor] = node
        self.sizes[id(node)] = 1
        self._attach(node)
        if not isinstance(node, Scalar):
            if len(self.open) >= DEEPEST:
                raise _refusal(line, found="deeper nesting", allowed=f"at most {DEEPEST} levels")
            self.open.append(node)
            self.keys.append(None)

    def _node(self, event: yaml.NodeEvent, *, line: int) -> Node:
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(line)
        try:
            return Scalar(line, check_text(event.value), not event.style)
        except Malformed as error:
            raise _refusal(line, found="a control character", allowed="printable text") from error

    def _add_alias(self, name: str, *, line: int) -> None:
        node = self.anchors.get(name)
        if node is None or node in self.open:
            raise _refusal(line, found=f"*{name}", allowed="an anchor that was closed before")
        self._attach(node)

    def _attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self.keys[-1] is None:
            self._take_key(node)
        else:
            parent.pairs.append((self.keys[-1], node))
            self.keys[-1] = None
        self._count(self.sizes[id(node)], line=node.line)

    def _take_key(self, node: Node) -> None:
        if not isinstance(node, Scalar):
            raise _refusal(node.line, found="a list or mapping as a key", allowed="a word as a key")
        if node.text == "<<" and node.is_plain:
            raise _refusal(node.line, found="<<", allowed="keys written out in full")
        self.keys[-1] = node

    def _count(self, size: int, *, line: int) -> None:
        """Grow every open collection, so that an alias to one of them later costs what it unfolds to."""
        for parent in self.open:
            self.sizes[id(parent)] += size
        if self.sizes[id(self.open[0])] > MOST_NODES:
            raise _refusal(
                line, found="more values than that", allowed=f"at most {MOST_NODES:,} values, aliases unfolded"
            )

    def _close(self) -> None:
        self.open.pop()
        self.keys.pop()


def _refusal(line: int, *, found: str, allowed: str) -> StudioFileError:
    return StudioFileError([Problem(line=line, path="", found=found, allowed=allowed)])
