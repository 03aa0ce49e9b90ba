"""Every route x actor x id x method: nobody reads or changes what is another studio's, or learns that it is there."""

from collections import Counter
from collections.abc import Iterable

import pytest

from tests.figures import print_figure
from tests.matrix.asking import ask
from tests.matrix.judging import faults_of
from tests.matrix.routes import all_routes
from tests.matrix.table import OUTSIDERS, RARE, STAFF, Case, all_cases, declared, gone, ids_of, undeclared
from tests.sizes import LONG, SIZES

# What a short run leaves out: an own object sent to a form again, and the second of two own ones.
SLOW = {("POST", "own"), ("POST", "sibling"), ("GET", "sibling")}
# Methods that hardly anything takes are refused before anybody looks at ids.
QUICK = {(method, which) for method in RARE for which in ("own", "none")}
METHODS = ("GET", "POST", *RARE)
GATE = "booking.api.middleware.InputGateMiddleware"


def faults(worlds, name: str, *, cases: Iterable[Case], methods=METHODS) -> tuple[int, list[str]]:
    """How many cells there were, and what was wrong, one line each."""
    actor, host = worlds.actors[name], worlds.alder
    cells, found = 0, []
    for case in cases:
        allowed = {actor.home.slug, host.slug} if case.at_host else {actor.home.slug}
        guarded = [studio for studio in worlds.guarded if studio.slug not in allowed]
        for method in methods:
            unknown = None
            for which in ids_of(case, method=method):
                if not LONG and is_left_out(name, method=method, which=which):
                    continue
                answer = ask(actor, case, method=method, which=which, host=host, guarded=guarded)
                unknown = answer if which == "unknown" else unknown
                cells += 1
                asked = {"actor": actor, "case": case, "which": which, "method": method, "host": host}
                wrong = list(faults_of(answer, **asked, unknown=unknown))
                found += [f"{name} {method} {case.path} [{which}] {fault}" for fault in wrong]
    return cells, found


def is_left_out(name: str, *, method: str, which: str) -> bool:
    if method in RARE:
        return (method, which) not in QUICK
    return name in STAFF and (method, which) in SLOW


def test_every_route_is_declared_once():
    assert undeclared(all_routes()) == []
    assert gone(all_routes()) == []
    assert [route for route, times in Counter(declared()).items() if times > 1] == []


@pytest.mark.soak
@pytest.mark.either_database
@pytest.mark.parametrize("crowd", [OUTSIDERS, STAFF], ids=["outsiders", "staff"])
def test_matrix_has_no_leak(worlds, crowd):
    found = []
    for name in crowd[: SIZES.matrix_actors]:
        cells, wrong = faults(worlds, name, cases=all_cases())
        found += wrong
        print_figure("matrix", actor=name, routes=len(declared()), cells=cells, faults=len(wrong))
    assert found == []


def test_without_fence_and_gate_the_matrix_finds_leaks(worlds, settings):
    settings.UNSAFE_WITHOUT_PROTECTION = True
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GATE]
    bulk = [case for case in all_cases() if case.path.startswith(("admin/bulk/", "admin/choose-page/", "documents/"))]
    _, found = faults(worlds, "manager", cases=bulk, methods=["GET"])
    said = [fault for fault in found if "[foreign] says" in fault]
    told = [fault for fault in found if "[foreign] tells" in fault]
    assert (len(said) > 10, len(told) > 10) == (True, True)
    pages = [case for case in all_cases() if case.path.startswith("offerings/")]
    _, taken = faults(worlds, "anonymous", cases=pages, methods=RARE)
    assert len(taken) >= len(RARE)
