"""The database and the queue beside it, from one address."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Milliseconds. A process that stands still in a transaction, or whose machine has gone, lets go of its locks.
_PATIENCE = "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=20000"


def is_postgresql(url: str) -> bool:
    return urlsplit(url).scheme in {"postgres", "postgresql"}


def database(url: str, *, data: Path, immediate: bool) -> dict[str, object]:
    """Django's DATABASES entry. An empty URL means SQLite under the data folder."""
    if not url or url.startswith("sqlite"):
        path = urlsplit(url).path or str(data / "almanac.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE" if immediate else "DEFERRED",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
            },
        }
    if not is_postgresql(url):
        raise ImproperlyConfigured("DATABASE_URL starts with postgresql:// or sqlite:///")
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"options": _PATIENCE, "pool": {"min_size": 1, "max_size": 8, "timeout": 10}, **query},
    }


def queue(url: str, *, data: Path) -> dict[str, object]:
    """huey's settings: SqliteHuey by default, PostgresHuey with PostgreSQL; payloads are signed."""
    common = {"name": "almanac", "immediate": False, "results": False, "utc": True}
    consumer = {"workers": 1, "worker_type": "thread", "periodic": True, "check_worker_health": True}
    # What process managers send: the task at hand is finished. By default huey would drop it.
    consumer["graceful_signal"] = "TERM"
    if is_postgresql(url):
        return {"huey_class": "huey.PostgresHuey", **common, "connection": {"dsn": url}, "consumer": consumer}
    path = str(data / "queue.sqlite3")
    return {"huey_class": "huey.SqliteHuey", **common, "connection": {"filename": path}, "consumer": consumer}
