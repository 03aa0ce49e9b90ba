"""The four steps of the till, as `components/steps.html` shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str
    url: str = ""


def steps_at(current: int, *, urls: tuple[str, ...] = ()) -> list[Step]:
    """Steps before `current` (from 0) are done, and lead back where an address is given."""
    labels = (gettext("Choose"), gettext("Your details"), gettext("Check and confirm"), gettext("Done"))
    states = ["done" if n < current else "current" if n == current else "todo" for n in range(len(labels))]
    addresses = [*urls, *[""] * len(labels)]
    return [Step(label, state, url) for label, state, url in zip(labels, states, addresses, strict=False)]
