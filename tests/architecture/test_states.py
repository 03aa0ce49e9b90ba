"""Nobody but the one path of a lifecycle assigns its status."""

import ast

from tests.architecture.sources import name_of, product_files

# The file of each lifecycle that moves it; messages have theirs in their own room.
MOVERS = {
    "booking/scheduling/services/move.py",
    "booking/reservations/services/move.py",
    "booking/reservations/services/close_proposals.py",
    "booking/payments/services/move.py",
    "booking/billing/services/orders.py",
}


def assigns_status(tree: ast.AST) -> bool:
    targets = [
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for outer in node.targets
        for target in (outer.elts if isinstance(outer, ast.Tuple) else [outer])
    ]
    return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)


def updates_status(tree: ast.AST) -> bool:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return any(call.func.attr == "update" and any(k.arg == "status" for k in call.keywords) for call in calls)


def test_status_is_assigned_by_its_mover_only():
    rooms = ("booking/reservations", "booking/payments", "booking/billing", "booking/scheduling", "booking/checkout")
    rooms += ("booking/portals", "booking/api", "booking/studios", "booking/pages")
    writers = set()
    for path in product_files():
        if name_of(path).startswith(rooms):
            tree = ast.parse(path.read_text())
            if assigns_status(tree) or updates_status(tree):
                writers.add(name_of(path))
    assert writers == MOVERS
