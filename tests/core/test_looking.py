"""A look at what changed goes round Django's cursors, and fails as they do."""

import psycopg
import pytest
from django.db import OperationalError, connection

from booking.core.changes.looking import look_since
from booking.core.outages import is_outage
from tests import settings as test_settings


@pytest.mark.skipif(not test_settings.POSTGRESQL, reason="SQLite has no connection to lose")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_losing_the_database_while_looking_is_an_outage(organization):
    seen = look_since(None).seen
    connection.close()
    connection.ensure_connection()
    with psycopg.connect(test_settings.PG_SERVER.get_uri()) as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    with pytest.raises(OperationalError) as lost:
        look_since(seen)
    connection.close()
    assert is_outage(lost.value)
    assert look_since(seen).seen
