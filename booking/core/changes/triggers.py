"""The triggers that note changes. They come down before every migrate and go up after it, as the guards do."""

from collections.abc import Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from booking.core.changes.tables import OF_ALL, Watched, watched_tables

PREFIX = "change_"
_EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}

# A trigger of a statement knows no row, so a table that concerns everybody has a function of its own.
_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key bigint := 0;
BEGIN
    {key}
    INSERT INTO core_change (audience, topic, number, noted_at)
    VALUES (key, TG_ARGV[0]::smallint, pg_current_xact_id()::text::bigint, now())
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
_OF_ROW = "IF TG_OP = 'DELETE' THEN key := OLD.{column}; ELSE key := NEW.{column}; END IF;"

# Transactions of SQLite follow one another, so a number is higher than all that could be seen before.
_SQLITE = """
CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN
    UPDATE core_change SET number = 1 + (SELECT max(number) FROM core_change), noted_at = CURRENT_TIMESTAMP
    WHERE audience = {key} AND topic = {topic};
    INSERT INTO core_change (audience, topic, number, noted_at)
    SELECT {key}, {topic}, 1 + (SELECT coalesce(max(number), 0) FROM core_change), CURRENT_TIMESTAMP
    WHERE NOT EXISTS (SELECT 1 FROM core_change WHERE audience = {key} AND topic = {topic});
END
"""


def take_down(using: str = "default", **kwargs) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in standing(using).items():
            on_table = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER "{name}"{on_table}')


def put_up(using: str = "default", **kwargs) -> None:
    """Make all triggers anew, so that they are those of the tables as they are now."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if "core_change" not in present:
        return
    take_down(using)
    watched = [watched for watched in watched_tables() if watched.table in present]
    statements = _sqlite(watched) if connection.vendor == "sqlite" else _postgresql(watched)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def standing(using: str = "default") -> dict[str, str]:
    """The triggers that are up now: table by name."""
    connection: BaseDatabaseWrapper = connections[using]
    if connection.vendor == "sqlite":
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    else:
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace AND tgname LIKE %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def _sqlite(tables: list[Watched]) -> Iterator[str]:
    for watched in tables:
        for event, row in _EVENTS.items():
            yield _SQLITE.format(
                name=f"{PREFIX}{watched.table}_{event}",
                event=event.upper(),
                table=watched.table,
                key=f"{row}.{watched.key}" if watched.key != OF_ALL else "0",
                topic=watched.topic.value,
            )


def _postgresql(tables: list[Watched]) -> Iterator[str]:
    for column in sorted({watched.key for watched in tables}):
        key = _OF_ROW.format(column=column) if column != OF_ALL else ""
        yield _FUNCTION.format(name=_function(column), key=key)
    for watched in tables:
        each = "ROW" if watched.key != OF_ALL else "STATEMENT"
        yield (
            f'CREATE TRIGGER "{PREFIX}{watched.table}" '
            f'AFTER INSERT OR UPDATE OR DELETE ON "{watched.table}" FOR EACH {each} '
            f"EXECUTE FUNCTION {_function(watched.key)}({watched.topic.value})"
        )


def _function(column: str) -> str:
    return f"note_change_of_{column or 'all'}"
