"""Is the database there? Asked before Django starts, because setting up the queue already connects to it.

`python -m home.management.reachable` ends with 1 and one sentence when DATABASE_URL leads nowhere.
"""

import os
import sys
from urllib.parse import urlsplit

import psycopg

CONNECT_SECONDS = 5


def find_fault(url: str) -> str:
    """What is wrong with the address of a database, in one sentence; empty when it answers or is a file."""
    if not url or url.startswith("sqlite:"):
        return ""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"postgres", "postgresql"}:
        return "DATABASE_URL should start with postgresql:// or sqlite:///."
    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0].rstrip(".")
        return f"The database of DATABASE_URL cannot be reached: {reason}."
    return ""


if __name__ == "__main__":
    fault = find_fault(os.environ.get("DATABASE_URL", ""))
    if fault:
        sys.exit(fault)
