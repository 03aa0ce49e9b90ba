"""Lists, mappings with known keys, and mappings by slug."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from booking.studios.document import Mapping, Sequence
from booking.studios.schema.scalars import slug
from booking.studios.schema.types import INVALID, Context, Scalar, Spot, Type, is_null, show_words

NO_DEFAULT = object()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a section. A default may be a function of the section's values so far and the context.

    A value that equals its default is not written, unless it `stays` whatever the default turns into later.
    """

    name: str
    type: Type
    default: object | Callable[[dict, Context], object] = NO_DEFAULT
    stays: bool = False

    @property
    def is_required(self) -> bool:
        return self.default is NO_DEFAULT

    def may_be_left_out(self, values: dict, *, context: Context) -> bool:
        """Whether reading the section without this key gives the same."""
        value = values[self.name]
        if value is None or self.is_required or self.stays:
            return value is None
        return value == self.default_for(values, context=context)

    def default_for(self, values: dict, *, context: Context) -> object:
        default = self.default
        if callable(default):
            return default(values, context)
        return default.copy() if isinstance(default, list | dict) else default


class Section(Type):
    """A mapping with known keys, read and written in the order in which they are declared."""

    def __init__(self, *keys: Key, check: Callable[[dict, Spot], None] | None = None):
        self.keys = keys
        self.check = check
        names = [key.name for key in keys]
        self.allowed = f"a mapping with {show_words(names)}"

    def read(self, spot: Spot) -> object:
        if not isinstance(spot.node, Mapping):
            return spot.refuse(self.allowed)
        nodes = self._known_nodes(spot)
        before = len(spot.context.problems)
        values: dict = {}
        spot.context.parents.append(values)
        for key in self.keys:
            value = self._read_key(key, nodes=nodes, values=values, spot=spot)
            if value is not INVALID:
                values[key.name] = value
        spot.context.parents.pop()
        is_complete = len(values) == len(self.keys) and len(spot.context.problems) == before
        if self.check and is_complete:
            self.check(values, spot)
        return values

    def empty(self, context: Context) -> dict:
        """The values when nothing is written; for sections whose keys all have defaults."""
        values: dict = {}
        context.parents.append(values)
        for key in self.keys:
            values[key.name] = key.default_for(values, context=context)
        context.parents.pop()
        return values

    def _known_nodes(self, spot: Spot) -> dict[str, object]:
        names = [key.name for key in self.keys]
        found: dict[str, object] = {}
        for scalar, node in spot.node.pairs:
            place = spot.at(scalar.text, scalar)
            if scalar.text not in names:
                near = get_close_matches(scalar.text, names, n=1, cutoff=0.6)
                hint = f"a known key, probably {near[0]}" if near else show_words(names)
                place.refuse(hint, found=f"the unknown key {scalar.text}")
            elif scalar.text in found:
                place.refuse("each key once", found=f"the key {scalar.text} a second time")
            else:
                found[scalar.text] = node
        return found

    def _read_key(self, key: Key, *, nodes: dict, values: dict, spot: Spot) -> object:
        node = nodes.get(key.name)
        if node is not None and not (is_null(node) and not key.is_required):
            return key.type.read(spot.at(key.name, node))
        if not key.is_required:
            return key.default_for(values, context=spot.context)
        if node is None:
            return spot.at(key.name, spot.node).refuse(key.type.allowed, found="no such key")
        return spot.at(key.name, node).refuse(key.type.allowed)

    def write(self, value: dict, *, context: Context) -> dict:
        written = {}
        context.parents.append(value)
        for key in self.keys:
            part = value[key.name]
            if key.may_be_left_out(value, context=context):
                continue
            plain = key.type.write(part, context=context)
            if plain not in ({}, []) or key.is_required:
                written[key.name] = plain
        context.parents.pop()
        return written


class ListOf(Type):
    """A list of one type. `unique` is a key whose values may not repeat, or "" for the items themselves.

    `known_as` makes the unique values available to later references.
    """

    def __init__(self, item: Type, *, unique: str | None = None, known_as: str = "", least: int = 0, most: int = 5000):
        self.item, self.unique, self.known_as, self.least, self.most = item, unique, known_as, least, most
        self.allowed = "a list" if least == 0 else f"a list with at least {least}"

    def read(self, spot: Spot) -> object:
        if not isinstance(spot.node, Sequence):
            return spot.refuse(self.allowed)
        if not self.least <= len(spot.node.items) <= self.most:
            return spot.refuse(f"a list of {self.least} to {self.most:,}", found=f"a list of {len(spot.node.items)}")
        values, seen = [], set()
        for index, node in enumerate(spot.node.items):
            place = spot.item(index, node)
            value = self.item.read(place)
            if value is INVALID or (self.unique is not None and self._is_repeated(value, place=place, seen=seen)):
                continue
            values.append(value)
        if self.known_as:
            spot.context.names[self.known_as] = seen
        return values

    def _is_repeated(self, value: object, *, place: Spot, seen: set) -> bool:
        name = value.get(self.unique) if self.unique else value
        if name in seen:
            spot = place.child(self.unique) if self.unique else place
            spot.refuse("each only once", found=f"{name} a second time")
            return True
        if name is not None:
            seen.add(name)
        return False

    def write(self, value: list, *, context: Context) -> list:
        return [self.item.write(item, context=context) for item in value]


class MapOf(Type):
    """A mapping by names of the author's choice, slugs unless said otherwise."""

    def __init__(self, item: Type, *, name: Type | None = None, known_as: str = ""):
        self.item, self.known_as = item, known_as
        self.name = name or slug()
        self.allowed = "a mapping by slug" if name is None else "a mapping by name"

    def read(self, spot: Spot) -> object:
        if not isinstance(spot.node, Mapping):
            return spot.refuse(self.allowed)
        values: dict = {}
        seen: set[str] = set()
        for scalar, node in spot.node.pairs:
            name = self.name.read(spot.at(scalar.text, scalar))
            if name in seen:
                spot.at(name, scalar).refuse("each key once", found=f"the key {name} a second time")
            elif name is not INVALID:
                seen.add(name)
                value = self.item.read(spot.at(name, node))
                if value is not INVALID:
                    values[name] = value
        if self.known_as:
            spot.context.names[self.known_as] = seen
        return values

    def write(self, value: dict, *, context: Context) -> dict:
        return {name: self.item.write(item, context=context) for name, item in value.items()}


def optional(name: str, section: Section) -> Key:
    """A key whose section may be left out: then all its keys have their defaults."""
    return Key(name, section, default=lambda values, context: section.empty(context))


class Ref(Type):
    """The slug (or mail address) of something declared further up."""

    def __init__(self, known_as: str, *, singular: str, fold: Callable[[str], str] = str.strip):
        self.known_as, self.singular, self.fold = known_as, singular, fold
        self.allowed = f"{'an' if singular[0] in 'aeiou' else 'a'} {singular} of this file"

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        name = self.fold(scalar.text)
        known = spot.context.names.get(self.known_as, set())
        if name in known:
            return name
        near = get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known)[:5]
        names = f": {show_words(near)}" if near else ", which has none"
        return spot.refuse(f"{self.allowed}{names}")


class LaterRef(Type):
    """The slug of something declared further down: looked up once the whole file is read (`settle_later_refs`)."""

    def __init__(self, known_as: str, *, singular: str, fold: Callable[[str], str] = str.strip):
        self.ref = Ref(known_as, singular=singular, fold=fold)
        self.allowed = self.ref.allowed

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        spot.context.awaited.append((self.ref, spot))
        return self.ref.fold(scalar.text)


def settle_later_refs(context: Context) -> None:
    """Refuse names of `LaterRef` that nothing in the file has."""
    for ref, spot in context.awaited:
        ref.read(spot)


class OneOrMany(Type):
    """A single value, or a list when there is a choice; the value is always a list."""

    def __init__(self, item: Type):
        self.item = item
        self.many = ListOf(item, unique="", least=1, most=20)
        self.allowed = f"{item.allowed}, or a list of them"

    def read(self, spot: Spot) -> object:
        if isinstance(spot.node, Sequence):
            return self.many.read(spot)
        value = self.item.read(spot)
        return value if value is INVALID else [value]

    def write(self, value: list, *, context: Context) -> object:
        plain = self.many.write(value, context=context)
        return plain[0] if len(plain) == 1 else plain
