"""The triggers that note changes. They come down before every migrate and go up after it, as the guards do."""

from collections.abc import Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from booking.core.changes.tables import OF_ALL, Subject, Watched, watched_tables
from booking.core.changes.topics import ALL

PREFIX = "change_"

# A trigger of a statement knows no row, so a table that concerns everybody has a function of its own.
_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {body}
    RETURN NULL;
END $$
"""
_NOTE = """
    INSERT INTO core_change (audience, topic, subject, number, noted_at)
    VALUES ({key}, TG_ARGV[0]::smallint, {subject}, pg_current_xact_id()::text::bigint, now())
    ON CONFLICT DO NOTHING;
"""
_OF_ROW = "IF TG_OP = 'DELETE' THEN {old} ELSE {new} END IF;"
# What passes from one to another has changed for both.
_PASSED_ON = "IF TG_OP = 'UPDATE' THEN IF NEW.{column} IS DISTINCT FROM OLD.{column} THEN {old} END IF; END IF;"

# Transactions of SQLite follow one another, so a number is higher than all that could be seen before.
_SQLITE = """
CREATE TRIGGER "{name}" AFTER {event} ON "{table}" {when} BEGIN
    UPDATE core_change SET number = 1 + (SELECT max(number) FROM core_change), noted_at = CURRENT_TIMESTAMP
    WHERE audience = {key} AND topic = {topic} AND subject = {subject};
    INSERT INTO core_change (audience, topic, subject, number, noted_at)
    SELECT {key}, {topic}, {subject}, 1 + (SELECT coalesce(max(number), 0) FROM core_change), CURRENT_TIMESTAMP
    WHERE NOT EXISTS (SELECT 1 FROM core_change WHERE audience = {key} AND topic = {topic} AND subject = {subject});
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
        update = f"UPDATE OF {', '.join(watched.columns)}" if watched.columns else "UPDATE"
        yield _sqlite_trigger(watched, name="update", event=update, row="NEW")
        if not watched.is_born_elsewhere:
            yield _sqlite_trigger(watched, name="insert", event="INSERT", row="NEW")
            yield _sqlite_trigger(watched, name="delete", event="DELETE", row="OLD")
        if watched.subject:
            column = watched.subject.column
            passed_on = f"WHEN NEW.{column} <> OLD.{column}"
            yield _sqlite_trigger(watched, name="passed_on", event=f"UPDATE OF {column}", row="OLD", when=passed_on)


def _sqlite_trigger(watched: Watched, *, name: str, event: str, row: str, when: str = "") -> str:
    return _SQLITE.format(
        name=f"{_name(watched)}_{name}",
        event=event,
        when=when,
        table=watched.table,
        key=f"{row}.{watched.key}" if watched.key != OF_ALL else "0",
        topic=watched.topic.value,
        subject=watched.subject.sql(row) if watched.subject else ALL,
    )


def _postgresql(tables: list[Watched]) -> Iterator[str]:
    for key, subject in {(watched.key, watched.subject) for watched in tables}:
        yield _FUNCTION.format(name=_function(key, subject), body=_body(key, subject))
    for watched in tables:
        each = "ROW" if watched.key != OF_ALL else "STATEMENT"
        update = f"UPDATE OF {', '.join(watched.columns)}" if watched.columns else "UPDATE"
        events = update if watched.is_born_elsewhere else f"INSERT OR DELETE OR {update}"
        yield (
            f'CREATE TRIGGER "{_name(watched)}" AFTER {events} ON "{watched.table}" FOR EACH {each} '
            f"EXECUTE FUNCTION {_function(watched.key, watched.subject)}({watched.topic.value})"
        )


def _body(key: str, subject: Subject | None) -> str:
    if key == OF_ALL:
        return _NOTE.format(key="0", subject=ALL)
    notes = {
        row.lower(): _NOTE.format(key=f"{row}.{key}", subject=subject.sql(row) if subject else ALL)
        for row in ("NEW", "OLD")
    }
    body = _OF_ROW.format(**notes)
    return f"{body} {_PASSED_ON.format(**notes, column=subject.column)}" if subject else body


def _name(watched: Watched) -> str:
    return f"{PREFIX}{watched.table}_{watched.topic.name.lower()}"


def _function(key: str, subject: Subject | None) -> str:
    """Named by what it reads of a row."""
    parts = [key or "all", *([subject.column, subject.of] if subject else [])]
    return "_".join(["note_change_of", *(part.removesuffix("_id") for part in parts if part)])
