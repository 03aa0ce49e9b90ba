from collections.abc import Iterable

from django.db.models import IntegerChoices


class Topic(IntegerChoices):
    """What kind of thing changed, and of what: dates and places of an offering, busy time of a calendar's owner."""

    CATALOGUE = 1, "what is offered"
    DATES = 2, "when something takes place"
    PLACES = 3, "what is left of it"
    BUSY = 4, "who is busy when"


# In a note: no single one, so whoever reads of this topic is concerned. In what was read: whatever is noted of it.
ALL = 0

# What something was computed from: topics, each with the key of what of it was read.
Reads = frozenset[tuple[Topic, int]]

CATALOGUE: Reads = frozenset({(Topic.CATALOGUE, ALL)})
EVERYTHING: Reads = frozenset((topic, ALL) for topic in Topic)


def reads_dates(offerings: Iterable[int]) -> Reads:
    """What is offered, and when these offerings take place."""
    return CATALOGUE | frozenset((Topic.DATES, key) for key in offerings)


def reads_places(offerings: Iterable[int]) -> Reads:
    """The same with what is left of them."""
    return CATALOGUE | frozenset((topic, key) for key in offerings for topic in (Topic.DATES, Topic.PLACES))


def reads_busy(owners: Iterable[int]) -> Reads:
    """What is offered, and when these owners are busy."""
    return CATALOGUE | frozenset((Topic.BUSY, key) for key in owners)
