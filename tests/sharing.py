"""Which tests one worker runs together, because they share an installation or a browser that is costly to start.

Told by their places and not by marks: pytest's own grouping by marks is silent where it does not work.
"""

from xdist.scheduler import LoadScopeScheduling

# Folders and files; everything else goes to whoever is free.
TOGETHER = (
    "tests/races/",
    "tests/journeys/",
    "tests/bench/",
    "tests/crashes/test_keys.py",
    "tests/crashes/test_letters.py",
    "tests/crashes/test_storm.py",
    "tests/limits/test_exactness.py",
    "tests/nonsense/test_schema.py",
    "tests/nonsense/test_sockets.py",
    "tests/serving/",
)


def group_of(test: str) -> str:
    """The folder of a test that shares, or the test itself."""
    return test.partition("::")[0].rpartition("/")[0] if test.startswith(TOGETHER) else test


class BySharing(LoadScopeScheduling):
    """Groups of many tests first, then single tests in the order they were collected in."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
