"""Every script in its small form, so that it still runs when somebody wants to know.

Starting servers is what costs, so each script runs on one of the two databases.
"""

import json

import pytest

from tests import settings as test_settings
from tests.bench.databases import POSTGRESQL, SQLITE
from tests.bench.ground import SMALL, Ground
from tests.bench.rows import ROWS
from tests.bench.scripts import SCRIPTS

# The template of every installation is made by the same first migrate that this one times.
TIMED_ELSEWHERE = {"migrate"}
ON_POSTGRESQL = {"booking", "mixed", "opening", "rush", "slots"}
ON_SQLITE = SCRIPTS.keys() - TIMED_ELSEWHERE - ON_POSTGRESQL


@pytest.fixture(scope="session")
def ground(tmp_path_factory) -> Ground:
    database = POSTGRESQL if test_settings.POSTGRESQL else SQLITE
    return Ground(database, tmp_path_factory.mktemp("bench"), effort=SMALL)


@pytest.mark.parametrize("name", sorted(ON_POSTGRESQL if test_settings.POSTGRESQL else ON_SQLITE))
def test_script_prints_all_its_rows(ground, capfd, name):
    SCRIPTS[name].measure(ground)
    printed = {json.loads(line)["figure"] for line in capfd.readouterr().out.splitlines() if line.startswith("{")}
    wanted = {key for key, row in ROWS.items() if row.script == name and ground.database in row.on}
    assert printed & ROWS.keys() == wanted
