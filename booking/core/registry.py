"""A named set of entries of one kind: the door through which shipped features and plugins come in alike."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class UnknownEntry(LookupError):
    """No entry of that name was registered."""


class Registry(Generic[Entry]):
    """Entries by name, in the order they came; a name is taken once."""

    def __init__(self, kind: str):
        self.kind = kind
        self._entries: dict[str, Entry] = {}

    def register(self, name: str) -> Callable[[Entry], Entry]:
        """Class decorator. Raises ValueError when the name is taken by something else."""

        def add(entry: Entry) -> Entry:
            if self._entries.get(name, entry) is not entry:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._entries[name] = entry
            return entry

        return add

    def get(self, name: str) -> Entry:
        """Raises UnknownEntry, naming what there is."""
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(self._entries) or "none"
            raise UnknownEntry(f"no {self.kind} is called {name!r}; there are: {known}") from None

    def names(self) -> list[str]:
        return list(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[tuple[str, Entry]]:
        return iter(self._entries.items())
