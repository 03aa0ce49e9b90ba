"""Row level security on PostgreSQL: a table shows and takes the rows of the transaction's scope, whoever asks how.

FORCE holds for the owner of the tables too: no policy names it, so it sees no row at all.
"""

import hashlib
from collections.abc import Iterator

from django.db.models import Model

from booking.core.narrowing import NOTHING, lookup_for
from booking.core.refusals import PREFIX, Guard, tenant_tables
from booking.core.scopes import INSTALLATION, NARROW, RUNTIME

# A setting that ended with an earlier transaction reads as '' and not as NULL.
_ORGANIZATION = "nullif(current_setting('almanac.organization', true), '')::bigint"
_PERSON = "nullif(current_setting('almanac.person', true), '')::bigint"


def walls() -> Iterator[Guard]:
    """The policies of every table that has an organization."""
    for model, column in tenant_tables():
        table = model._meta.db_table
        ours = f'"{column}" = {_ORGANIZATION}'
        yield _wall("organization", table, f"TO {', '.join((RUNTIME, *NARROW))} USING ({ours}) WITH CHECK ({ours})")
        yield _wall("installation", table, f"TO {INSTALLATION} USING (true) WITH CHECK (true)")
        for role in NARROW:
            lookup = lookup_for(model._meta.label, role=role)
            if lookup is not None:
                seen = _leads_to_person(model, lookup)
                yield _wall(role, table, f"AS RESTRICTIVE FOR SELECT TO {role} USING ({seen})")


def _leads_to_person(model: type[Model], lookup: str) -> str:
    """The lookup of a narrowing as a condition in SQL."""
    if lookup == NOTHING:
        return "false"
    name, _, rest = lookup.partition("__")
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if not rest:
        return f'"{field.column}" = {_PERSON}'
    target, further = field.related_model._meta.db_table, _leads_to_person(field.related_model, rest)
    if field.concrete:
        return f'"{field.column}" IN (SELECT id FROM "{target}" WHERE {further})'
    return f'id IN (SELECT "{field.field.column}" FROM "{target}" WHERE {further})'


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
