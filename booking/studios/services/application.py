"""One application of a file to an organization: what there was, what is wanted, and what has come of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from booking.accounts.models import Organization
from booking.studios.schema.types import Spot
from booking.studios.services.pictures import PictureShelf
from booking.studios.services.report import LoadReport


@dataclass(slots=True)
class Application:
    organization: Organization
    root: Spot
    before: dict
    wanted: dict
    shelf: PictureShelf
    now: datetime
    report: LoadReport = field(default_factory=LoadReport)

    def differences(self, section: str, *, key: str) -> Iterator[tuple[int, dict, dict | None]]:
        """(index, wanted, before) of the entries of a list that are new or changed; all are counted."""
        before = {entry[key]: entry for entry in self.before[section]}
        for index, entry in enumerate(self.wanted[section]):
            known = before.pop(entry[key], None)
            if known == entry:
                self.report.count(section, "unchanged")
                continue
            self.report.count(section, "created" if known is None else "changed")
            yield index, entry, known

    def named_differences(self, section: str) -> Iterator[tuple[str, dict]]:
        """(name, wanted) of the entries of a mapping that are new or changed; all are counted."""
        for name, entry in self.wanted[section].items():
            known = self.before[section].get(name)
            if known == entry:
                self.report.count(section, "unchanged")
                continue
            self.report.count(section, "created" if known is None else "changed")
            yield name, entry

    def missing(self, section: str, *, key: str) -> list[str]:
        """Keys of what is there and not in the file."""
        wanted = {entry[key] for entry in self.wanted[section]}
        return [entry[key] for entry in self.before[section] if entry[key] not in wanted]

    def spot(self, section: str, index: int, key: str) -> Spot:
        """Where in the file the value of a key of an entry of a list stands."""
        entries = self.root.child(section)
        return entries.item(index, entries.node.items[index]).child(key)
