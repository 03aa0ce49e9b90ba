"""What loading a file did, for the person who loaded it."""

from collections import Counter
from dataclasses import dataclass, field

OUTCOMES = ("created", "changed", "archived", "retired", "unchanged")


@dataclass(slots=True)
class LoadReport:
    """Counts by section and outcome, and notices that deserve a sentence."""

    slug: str = ""
    counts: dict[str, Counter] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def count(self, section: str, outcome: str) -> None:
        self.counts.setdefault(section, Counter())[outcome] += 1

    @property
    def has_changes(self) -> bool:
        return any(counter[outcome] for counter in self.counts.values() for outcome in OUTCOMES[:-1])

    def lines(self) -> list[str]:
        """A line for each section, then the notices; or that nothing changed."""
        lines = [
            f"{section}: " + ", ".join(f"{counter[outcome]} {outcome}" for outcome in OUTCOMES if counter[outcome])
            for section, counter in self.counts.items()
        ]
        lines += [f"notice: {notice}" for notice in self.notices]
        return lines if self.has_changes else ["nothing changed", *(line for line in lines if "notice" in line)]
