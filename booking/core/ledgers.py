"""Tables whose rows are facts: they are written once and never changed."""

from booking.core.refusals import PREFIX, Guard, register
from booking.core.roles import append_only


def keep_append_only(table: str, *, what: str) -> None:
    """The database refuses to change a row of the table; `what` begins the sentence that says so."""
    message, name, function = f"{what} append-only", f"{PREFIX}{table}_append_only", f"{table}_refuse_change"
    register(
        Guard(
            name=name,
            table=table,
            postgresql=f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END $$; CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
            sqlite={"update": f"BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"},
        )
    )
    append_only(table)
