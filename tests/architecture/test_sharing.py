"""Tests that share what is costly run on one worker, and none of the places was renamed since."""

from tests.servers import ROOT
from tests.sharing import TOGETHER, group_of


def test_who_shares_goes_to_one_worker():
    assert [place for place in TOGETHER if not (ROOT / place).exists()] == []
    assert group_of("tests/crashes/test_storm.py::test_a") == group_of("tests/crashes/test_keys.py::test_b[kill]")
    assert group_of("tests/crashes/test_statements.py::test_a") == "tests/crashes/test_statements.py::test_a"


def test_workers_ask_us_who_goes_where(pytestconfig):
    asked_first = pytestconfig.pluginmanager.hook.pytest_xdist_make_scheduler.get_hookimpls()[-1]
    assert asked_first.plugin_name == str(ROOT / "tests" / "conftest.py")
