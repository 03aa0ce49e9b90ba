"""Rows for any table, made up from the types of its columns and written past everything that would refuse them."""

from collections.abc import Iterable

VALUES = {
    "bigint": "{n}",
    "integer": "{n}",
    "smallint": "{n}",
    "numeric": "1",
    "double precision": "1",
    "boolean": "false",
    "character varying": "'{n}'",
    "text": "'{n}'",
    "jsonb": "'{{}}'",
    "date": "date '2027-01-01' + {n}",
    "time without time zone": "time '08:00'",
    "timestamp with time zone": "timestamptz '2027-01-01 08:00Z' + interval '{n} day'",
}


def fill(cursor, table: str, *, column: str, owners: Iterable[int]) -> None:
    """Leave exactly one row of each owner in the table. Needs a superuser whose triggers are off."""
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [f'"{table}"'])
    for (check,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{check}"')
    cursor.execute(f'DELETE FROM "{table}"')
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND is_nullable = 'NO' AND is_identity = 'NO' AND column_name <> %s",
        [table, column],
    )
    types = dict(cursor.fetchall())
    names = ", ".join(f'"{name}"' for name in (column, *types))
    for number, owner in enumerate(owners, start=1):
        values = ", ".join((str(owner), *(VALUES[type_].format(n=number) for type_ in types.values())))
        cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({values})')
