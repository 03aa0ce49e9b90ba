"""The database and the queue beside it, from one address."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from booking.core.scopes import RUNTIME

# Milliseconds. A process that stands still in a transaction, or whose machine has gone, lets go of its locks.
_PATIENCE = "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=20000"
# After two seconds without a server the next request tries anew, instead of a pause that grows with the outage.
_POOL = {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 2}


def is_postgresql(url: str) -> bool:
    return urlsplit(url).scheme in {"postgres", "postgresql"}


def database(url: str, *, data: Path, immediate: bool) -> dict[str, object]:
    """Django's DATABASES entry. An empty URL means SQLite under the data folder."""
    if not url or url.startswith("sqlite"):
        return {
            "ENGINE": "booking.core.sqlite",
            # Opening costs more than most requests, and closing the last connection writes the whole log back.
            "CONN_MAX_AGE": None,
            "NAME": urlsplit(url).path or str(data / "almanac.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE" if immediate else "DEFERRED",
                "timeout": 5,
                # Half a millisecond a commit, and what was acknowledged outlives a power cut too.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
            },
        }
    if not is_postgresql(url):
        raise ImproperlyConfigured("DATABASE_URL starts with postgresql:// or sqlite:///")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items() if name != "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(urlsplit(url).path.lstrip("/")) or "postgres",
        **{name.upper(): value for name, value in _login(url).items()},
        "OPTIONS": {"options": _PATIENCE, "pool": dict(_POOL), **query},
        # A connection that a restart of the server has ended is noticed before it is handed out.
        "CONN_HEALTH_CHECKS": True,
    }


def behind_the_wall(entry: dict[str, object], *, owner_url: str = "") -> dict[str, object]:
    """On PostgreSQL the same entry for a product that runs as a role that owns nothing; SQLite's stays as it is.

    `owner_url` is what commands like migrate sign in with where the entry's own login does not own the tables.
    """
    if entry["ENGINE"] != "django.db.backends.postgresql":
        return entry
    return {
        **entry,
        "ENGINE": "booking.core.postgresql",
        "OPTIONS": {**entry["OPTIONS"], "assume_role": RUNTIME},
        "OWNER": {name: value for name, value in _login(owner_url).items() if value} if owner_url else {},
        # It looks whether a connection has ended without asking the server.
        "CONN_HEALTH_CHECKS": False,
        # They would outlive the transaction that knows for whom they work.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def queue(url: str, *, data: Path, role: str = "") -> dict[str, object]:
    """huey's settings: SqliteHuey by default, PostgresHuey with PostgreSQL, as that role; payloads are signed."""
    common = {"name": "almanac", "immediate": False, "results": False, "utc": True}
    consumer = {"workers": 1, "worker_type": "thread", "periodic": True, "check_worker_health": True}
    # What process managers send: the task at hand is finished. By default huey would drop it.
    consumer["graceful_signal"] = "TERM"
    if is_postgresql(url):
        # Its tables come with migrate: what it runs as may not make any.
        connection = {"dsn": url, "create_tables": False, **({"options": f"-c role={role}"} if role else {})}
        return {"huey_class": "huey.PostgresHuey", **common, "connection": connection, "consumer": consumer}
    path = str(data / "queue.sqlite3")
    # What a power cut takes from the queue, the sweep finds again.
    connection = {"filename": path, "fsync": False}
    return {"huey_class": "huey.SqliteHuey", **common, "connection": connection, "consumer": consumer}


def _login(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": parse_qs(parts.query).get("host", [unquote(parts.hostname or "")])[0],
        "port": str(parts.port or ""),
    }
