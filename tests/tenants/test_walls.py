"""No row of another organization, with the product's own filters out of the way (ORG-1)."""

import pytest
from django.db import connection

from booking.core.tenancy import acting_for, acting_for_everyone
from tests.tenants.conftest import as_superuser
from tests.tenants.probes import ALL, PLANT, READ, leaks, refusal, visible

pytestmark = pytest.mark.django_db

APPEND_ONLY = {
    "audit_auditrecord",
    "billing_document",
    "billing_documentline",
    "billing_journalentry",
    "billing_posting",
    "credits_entry",
    "earnings_earning",
    "earnings_statement",
    "earnings_statementline",
    "payments_bankentry",
    "reservations_modification",
}


def test_no_table_gives_or_takes_rows_of_another_organization(tables, organization, other_organization):
    found = all_leaks(tables, mine=organization.pk, theirs=other_organization.pk)
    assert found == {table: set() for table in tables}
    assert {table: visible(table) for table in tables} == dict.fromkeys(tables, 1)


def test_without_a_scope_no_table_shows_a_row(tables, nobody):
    assert {table: visible(table) for table in tables} == dict.fromkeys(tables, 0)


def test_the_installation_as_a_whole_sees_all(tables):
    with acting_for_everyone():
        assert {table: visible(table) for table in tables} == dict.fromkeys(tables, 2)


def test_without_the_policies_the_same_attempts_work(tables, organization, other_organization):
    with as_superuser(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    found = all_leaks(tables, mine=organization.pk, theirs=other_organization.pk)
    assert {table: READ in seen for table, seen in found.items()} == dict.fromkeys(tables, True)
    changeable = {table: seen for table, seen in found.items() if table not in APPEND_ONLY}
    # A planted copy may still meet a unique key.
    assert {table: seen | {PLANT} for table, seen in changeable.items()} == dict.fromkeys(changeable, ALL)
    assert any(PLANT in seen for seen in changeable.values())


def test_a_superuser_passes_the_wall(tables, organization, other_organization):
    with as_superuser():
        found = all_leaks(tables, mine=organization.pk, theirs=other_organization.pk)
    assert all(READ in seen for seen in found.values())


def test_the_wall_holds_for_the_owner_of_the_tables_too(tables):
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE wall_test_owner NOLOGIN")
        cursor.execute("GRANT USAGE ON SCHEMA public TO wall_test_owner")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" OWNER TO wall_test_owner')
        cursor.execute("SET LOCAL ROLE wall_test_owner")
        seen = {table: visible(table) for table in tables}
    assert seen == dict.fromkeys(tables, 0)


def test_the_audit_log_is_append_only(tables, organization):
    with acting_for(organization):
        assert refusal("UPDATE audit_auditrecord SET actor = 'nobody'") == "42501"
        assert refusal("DELETE FROM audit_auditrecord") == "42501"


def all_leaks(tables, *, mine: int, theirs: int) -> dict[str, set[str]]:
    return {table: leaks(table, column, mine=mine, theirs=theirs) for table, column in tables.items()}
