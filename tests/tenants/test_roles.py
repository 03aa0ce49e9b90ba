"""What the product runs as owns nothing, and a login of its own can never become who does."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from booking.core.scopes import INSTALLATION, NARROW, ROLES, RUNTIME

pytestmark = pytest.mark.django_db

LOGIN = f"almanac_web_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
REFUSED = [
    "ALTER TABLE people_customer ADD COLUMN extra text",
    "ALTER TABLE people_customer DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE people_customer NO FORCE ROW LEVEL SECURITY",
    "DROP TABLE people_customer",
    "DROP INDEX audit_subject",
    "TRUNCATE people_customer CASCADE",
    "CREATE TABLE anything (id int)",
    "CREATE TEMPORARY TABLE people_customer (id int)",
    "CREATE SCHEMA anything",
    "CREATE FUNCTION anything() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE POLICY anything ON people_customer USING (true)",
    "CREATE TRIGGER anything AFTER UPDATE ON people_customer EXECUTE FUNCTION audit_auditrecord_refuse_change()",
    "CREATE ROLE anything",
    "GRANT {owner} TO almanac_runtime",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "SET session_replication_role = replica",
    "UPDATE audit_auditrecord SET actor = 'nobody'",
    "DELETE FROM audit_auditrecord",
    "DELETE FROM django_migrations",
]


@pytest.fixture
def owner() -> str:
    """The login of the tests' own database, which owns its tables."""
    return connection.settings_dict["USER"]


@pytest.fixture
def web_login(owner) -> Iterator[psycopg.Connection]:
    """A session as the README recommends: a login that may be the runtime role, and nothing else."""
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in CONNECTING}
    with psycopg.connect(**parameters, autocommit=True) as making:
        making.execute(f"DROP ROLE IF EXISTS {LOGIN}")
        making.execute(f"CREATE ROLE {LOGIN} LOGIN NOINHERIT IN ROLE {RUNTIME}")
        try:
            with psycopg.connect(**{**parameters, "user": LOGIN}, autocommit=True) as session:
                yield session
        finally:
            making.execute(f"DROP ROLE {LOGIN}")


CONNECTING = ("dbname", "user", "password", "host", "port")


@pytest.mark.parametrize("role", [None, *ROLES])
def test_no_role_of_the_login_reaches_beyond_its_rows(web_login, owner, role):
    web_login.execute(f"SET ROLE {role or 'NONE'}")
    refused = {}
    for statement in REFUSED:
        with pytest.raises(psycopg.Error) as error:
            web_login.execute(statement.format(owner=owner))
        refused[statement] = error.value.sqlstate
    # 42501: insufficient privilege (https://www.postgresql.org/docs/current/errcodes-appendix.html)
    assert refused == dict.fromkeys(REFUSED, "42501")


def test_the_owner_may_do_what_the_runtime_role_may_not(owner):
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in CONNECTING}
    with psycopg.connect(**parameters) as session:
        session.execute("ALTER TABLE audit_auditrecord DISABLE ROW LEVEL SECURITY")
        session.execute("DELETE FROM audit_auditrecord")
        session.rollback()


def test_the_runtime_role_inherits_nothing_and_is_never_left_by_reset(web_login):
    query = "SELECT pg_has_role(%s, %s, 'USAGE')"
    for role in (INSTALLATION, *NARROW):
        assert web_login.execute(query, [RUNTIME, role]).fetchone() == (False,)
        assert web_login.execute(query, [role, RUNTIME]).fetchone() == (False,)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (RUNTIME,)


def test_the_roles_own_nothing_and_are_nothing_special():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = ANY(%s)", [list(ROLES)])
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolinherit) "
            "FROM pg_roles WHERE rolname = ANY(%s)",
            [list(ROLES)],
        )
        assert cursor.fetchone() == (False,)
