"""PostgreSQL's own catalogue knows no table of an organization that is open, and no reference that could cross."""

import pytest
from django.db import connection

from tests.tenants.conftest import as_superuser

pytestmark = pytest.mark.django_db

# Pages are divided by Wagtail's sites and permissions, and the admin's tree has to read them all.
OPEN = {"home_homepage"}

OWNED = """
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND NOT a.attisdropped
    AND a.attname IN ('organization_id', 'organization_key')
"""
UNWALLED = f"""
    SELECT relname FROM pg_class c WHERE oid IN ({OWNED}) AND NOT (
        relrowsecurity AND relforcerowsecurity
        AND 2 = (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polpermissive)
    )
"""
CROSSING = f"""
    SELECT f.conrelid::regclass || '.' || a.attname FROM pg_constraint f
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND f.conrelid IN ({OWNED}) AND f.confrelid IN ({OWNED})
    AND NOT EXISTS (
        SELECT 1 FROM pg_constraint both_ WHERE both_.contype = 'f' AND both_.conrelid = f.conrelid
        AND both_.confrelid = f.confrelid AND cardinality(both_.conkey) = 2 AND f.conkey[1] = both_.conkey[2]
        AND (SELECT attname FROM pg_attribute WHERE attrelid = f.conrelid AND attnum = both_.conkey[1])
            = 'organization_id'
    )
"""


def ask(query: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def test_every_table_of_an_organization_is_behind_the_wall():
    assert ask(UNWALLED) == OPEN


def test_every_reference_between_them_carries_the_organization():
    assert ask(CROSSING) == set()


def test_a_new_table_without_policy_and_composite_key_is_found():
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE newcomer (id bigint, organization_id bigint, customer_id bigint REFERENCES people_customer)"
        )
    assert (ask(UNWALLED), ask(CROSSING)) == ({*OPEN, "newcomer"}, {"newcomer.customer_id"})


def test_a_table_whose_owner_is_let_off_is_found():
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_customer NO FORCE ROW LEVEL SECURITY")
    assert ask(UNWALLED) == {*OPEN, "people_customer"}
