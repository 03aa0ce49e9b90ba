import pytest

from tests.clocks.transitions import rule_sets
from tests.sizes import SIZES


@pytest.fixture(scope="session")
def zones() -> list[str]:
    """One zone of each set of rules in the short form, all of them in the long one."""
    groups = list(rule_sets().values())
    return sorted(name for group in groups for name in group[: SIZES.zones_of_a_kind])
