"""Row level security on PostgreSQL: a table shows and takes the rows of the transaction's scope, whoever asks how.

FORCE holds for the owner of the tables too: no policy names it, so it sees no row at all.
"""

import hashlib
from collections.abc import Iterator

from booking.core.refusals import PREFIX, Guard, tenant_tables
from booking.core.scopes import INSTALLATION, NARROW, RUNTIME

# A setting that ended with an earlier transaction reads as '' and not as NULL.
_ORGANIZATION = "nullif(current_setting('almanac.organization', true), '')::bigint"


def walls() -> Iterator[Guard]:
    """The policies of every table that has an organization."""
    for model, column in tenant_tables():
        table = model._meta.db_table
        ours = f'"{column}" = {_ORGANIZATION}'
        yield _wall("organization", table, f"TO {', '.join((RUNTIME, *NARROW))} USING ({ours}) WITH CHECK ({ours})")
        yield _wall("installation", table, f"TO {INSTALLATION} USING (true) WITH CHECK (true)")


def _wall(kind: str, table: str, rule: str) -> Guard:
    """Named after its rule, so that a changed rule is a new policy and the old one is found to be stale."""
    digest = hashlib.sha256(rule.encode()).hexdigest()[:8]
    name = f"{PREFIX}wall_{kind}_{table}"[:54] + f"_{digest}"
    return Guard(
        name=name,
        table=table,
        postgresql=f'DROP POLICY IF EXISTS "{name}" ON "{table}"; CREATE POLICY "{name}" ON "{table}" {rule}; '
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
        sqlite={},
    )


def remove_stale_walls(cursor, *, wanted: set[str]) -> None:
    """Drop the policies of ours that no rule asks for any more."""
    cursor.execute(
        "SELECT policyname, tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname LIKE %s",
        [f"{PREFIX}wall_%"],
    )
    for policy, table in cursor.fetchall():
        if policy not in wanted:
            cursor.execute(f'DROP POLICY "{policy}" ON "{table}"')
