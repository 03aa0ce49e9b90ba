"""What an intruder would try on one table, in SQL, with none of the product's own filters in the way."""

from django.db import Error, connection, transaction

READ, CHANGE, TAKE, GIVE, DELETE, PLANT = "read", "change", "take over", "give away", "delete", "plant"
ALL = {READ, CHANGE, TAKE, GIVE, DELETE, PLANT}


def leaks(table: str, column: str, *, mine: int, theirs: int) -> set[str]:
    """The attempts that work for whoever the current transaction acts for; all are taken back."""
    others = _other_columns(table, column)
    attempts = {
        READ: f'SELECT 1 FROM "{table}" WHERE "{column}" = {theirs}',
        CHANGE: f'UPDATE "{table}" SET "{column}" = "{column}" WHERE "{column}" = {theirs}',
        TAKE: f'UPDATE "{table}" SET "{column}" = {mine} WHERE "{column}" = {theirs}',
        GIVE: f'UPDATE "{table}" SET "{column}" = {theirs} WHERE "{column}" = {mine}',
        DELETE: f'DELETE FROM "{table}" WHERE "{column}" = {theirs}',
        PLANT: f'INSERT INTO "{table}" ("{column}"{others}) SELECT {theirs}{others} FROM "{table}" '
        f'WHERE "{column}" = {mine}',
    }
    return {name for name, statement in attempts.items() if _works(statement)}


def visible(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


def refusal(statement: str) -> str:
    """The SQLSTATE that PostgreSQL refuses the statement with; empty when it does not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except Error as error:
        return error.__cause__.sqlstate
    return ""


def _works(statement: str) -> bool:
    affected = 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            affected = cursor.rowcount
            transaction.set_rollback(True)
    except Error:
        return False
    return affected > 0


def _other_columns(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = %s AND is_identity = 'NO' AND column_name <> %s",
            [table, column],
        )
        return "".join(f', "{name}"' for (name,) in cursor.fetchall())
