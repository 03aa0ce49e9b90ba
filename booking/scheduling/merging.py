"""Two hands on one schedule: the studio's file and the studio itself. Pure."""

from collections.abc import Mapping

# What may be said of single dates and of all from one on; the rest is the rule.
ADDITIONS = ("skip", "move", "changes", "extra")


def merge_patterns(current: Mapping, *, given: Mapping, last_given: Mapping | None) -> dict[str, object]:
    """The pattern after it was given from outside once more.

    What was given anew holds; what the studio has changed since it was `last_given` stays, as far as the rule itself
    is the same. A rule that was rewritten stands as it is written.
    """
    if last_given is None or _rule(given) != _rule(last_given):
        return dict(given)
    merged = dict(_rule(current))
    for key in ADDITIONS:
        ours, theirs, before = (pattern.get(key, []) for pattern in (current, given, last_given))
        kept = [item for item in ours if item not in before or item in theirs]
        if both := kept + [item for item in theirs if item not in before and item not in ours]:
            merged[key] = both
    return merged


def _rule(pattern: Mapping) -> dict[str, object]:
    return {key: value for key, value in pattern.items() if key not in ADDITIONS}
