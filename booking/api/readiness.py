"""Whether this process can serve: the database answers, migrations are applied, the guards stand."""

import logging
from threading import Event

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from booking.core import guards

logger = logging.getLogger(__name__)

_migrated = Event()


def find_obstacles() -> list[str]:
    """What keeps the installation from serving, in words; empty when it is ready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [*_missing_migrations(), *_missing_guards()]
    except Error:
        logger.warning("The readiness probe did not reach the database.", exc_info=True)
        return ["The database does not answer."]


def _missing_migrations() -> list[str]:
    return [] if _is_migrated() else ["Migrations are not applied; run manage.py migrate."]


def _is_migrated() -> bool:
    """Reads all migrations, until the first time that nothing is missing: a process never goes back behind that."""
    if not _migrated.is_set():
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            _migrated.set()
    return _migrated.is_set()


def _missing_guards() -> list[str]:
    if settings.UNSAFE_WITHOUT_PROTECTION:
        return ["The protection is switched off."]
    expected = {name for guard in guards.all_guards() for name in _names(guard)}
    if expected - guards.standing():
        return ["Guards are missing in the database; run manage.py migrate."]
    return []


def _names(guard: guards.Guard) -> list[str]:
    if connection.vendor == "sqlite":
        return [f"{guard.name}_{suffix}" for suffix in guard.sqlite]
    return [guard.name] if guard.postgresql else []
