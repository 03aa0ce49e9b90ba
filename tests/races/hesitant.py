"""The product with a pause before each thing it takes, for controls without protection.

How much is sold too often must not hang on how fast the machine is: with the pause everybody has looked before anybody
takes.
"""

import time

from django.db.backends.signals import connection_created

from config.wsgi import application

__all__ = ["application"]

PAUSE_SECONDS = 0.05
TAKES = (
    'INSERT INTO "calendars_entry"',
    'UPDATE "calendars_entry"',
    'UPDATE "scheduling_session"',
    'UPDATE "pricing_coupon"',
)


def hesitate(execute, sql, params, many, context):
    if sql.startswith(TAKES):
        time.sleep(PAUSE_SECONDS)
    return execute(sql, params, many, context)


def make_hesitant(connection, **kwargs) -> None:
    connection.execute_wrappers.append(hesitate)


connection_created.connect(make_hesitant)
