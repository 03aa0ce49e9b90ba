"""Who may look across organizations, and who may be the owner of the tables: few, and all of them known."""

import ast
from collections import Counter

from tests.architecture.sources import ROOT

# The look-up of a studio by its host name, and which names are taken on the installation; whose colleague somebody is;
# whose turn it is in the outboxes; and the sweep of keys.
ACROSS = {
    "booking/accounts/selectors.py": 1,
    "booking/accounts/services/save_domains.py": 1,
    "booking/accounts/services/save_member.py": 1,
    "booking/core/events/delivery.py": 1,
    "booking/core/idempotency.py": 1,
    "booking/notifications/selectors.py": 1,
    "booking/pages/page_listing.py": 1,
    "booking/payments/services/reconcile.py": 1,
}
AS_OWNER = {
    "booking/core/management/commands/flush.py": 1,
    "booking/core/management/commands/migrate.py": 1,
}


def calls_of(name: str) -> dict[str, int]:
    found = Counter()
    for folder in ("booking", "home", "site"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                    found[path.relative_to(ROOT).as_posix()] += 1
    return dict(found)


def test_few_places_look_across_organizations():
    assert calls_of("acting_for_everyone") == ACROSS


def test_only_commands_that_make_tables_own_them():
    assert calls_of("acting_as_owner") == AS_OWNER
