"""Statements that nobody waits for, and the transactions that begin with their first statement."""

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from booking.audit.models import AuditRecord
from booking.core.postgresql.base import DatabaseWrapper
from booking.core.rows import insert_later, update_later
from booking.core.tenancy import acting_for
from booking.people.models import Customer
from tests import settings as test_settings

real_transactions = pytest.mark.django_db(transaction=True, serialized_rollback=True)
on_postgresql = pytest.mark.skipif(not test_settings.POSTGRESQL, reason="SQLite has no round trips")


def note(now, action: str) -> AuditRecord:
    return AuditRecord(actor="staff", action=action, subject_type="t", subject_reference="r", at=now)


def noted() -> list[str]:
    return list(AuditRecord.objects.order_by("action").values_list("action", flat=True))


def test_the_next_statement_sees_it(organization, now):
    texts = sorted(["plain", "100 % 's", "%s and %%", "a'; DROP TABLE audit_auditrecord; --", "\\'"])
    for text in texts:
        insert_later(note(now, text))
    assert sorted(noted()) == texts


@real_transactions
def test_it_is_committed_without_another_statement(organization, now):
    with transaction.atomic():
        insert_later(note(now, "a"), note(now, "b"))
        insert_later(note(now, "c"))
    assert noted() == ["a", "b", "c"]


@real_transactions
def test_it_goes_with_its_transaction(organization, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        insert_later(note(now, "a"))
        raise ZeroDivisionError
    assert noted() == []
    with transaction.atomic():
        insert_later(note(now, "kept"))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            insert_later(note(now, "lost"))
            raise ZeroDivisionError
    assert noted() == ["kept"]


@real_transactions
def test_outside_a_transaction_it_is_written_at_once(organization, now):
    insert_later(note(now, "a"))
    assert noted() == ["a"]


@real_transactions
def test_what_fails_after_all_takes_the_transaction_with_it(organization, now):
    row = note(now, "a")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_later(row)
        row.actor = None
        insert_later(row)
    assert noted() == []


def test_each_part_of_a_transaction_works_for_its_own_organization(organization, other_organization, now):
    with transaction.atomic():
        insert_later(note(now, "a"))
        with acting_for(other_organization):
            insert_later(note(now, "b"))
            assert noted() == ["b"]
        assert noted() == ["a"]


def test_a_row_is_changed_later_and_on_the_object_at_once(organization, now):
    customer = Customer.objects.create(name="Eve", email="eve@example.com", created_at=now)
    with transaction.atomic():
        update_later(customer, {"name": "Eve % Muster"})
        assert customer.name == "Eve % Muster"
    assert Customer.objects.get().name == "Eve % Muster"


@real_transactions
def test_many_at_once_join_a_transaction_that_has_only_begun(organization, now):
    rows = [("Eve", "a@example.com"), ("Ben", "b@example.com")]
    statement = "INSERT INTO people_customer (organization_id, name, email, phone, timezone, created_at) VALUES "
    values = [[organization.pk, name, email, "", "", now] for name, email in rows]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.executemany(f"{statement}(%s, %s, %s, %s, %s, %s)", values)
        assert Customer.objects.count() == 2
        raise ZeroDivisionError
    assert Customer.objects.count() == 0


@on_postgresql
@real_transactions
def test_a_transaction_of_nothing_is_never_begun(organization, now):
    with transaction.atomic():
        insert_later(note(now, "a"))
        assert connection.connection.info.transaction_status.name == "IDLE"
        assert noted() == ["a"]
        assert connection.connection.info.transaction_status.name == "INTRANS"


@on_postgresql
@real_transactions
def test_a_connection_that_has_ended_is_not_handed_out(organization):
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    pooled = DatabaseWrapper({**connection.settings_dict, "OPTIONS": options}, "pooled")
    try:
        with pooled.cursor() as cursor:
            ended = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
        pooled.close()
        with psycopg.connect(test_settings.PG_SERVER.get_uri()) as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
        with pooled.cursor() as cursor:
            assert cursor.execute("SELECT pg_backend_pid()").fetchone()[0] != ended
    finally:
        pooled.close()
        pooled.close_pool()
