"""Whether anything of a studio was changed: a digest of all its rows, in whatever table they are."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.related import ForeignKey

Rows = dict[type[Model], frozenset]

# Who is signed in belongs to no studio.
PASSING = {"sessions.Session"}


def tables() -> list[type[Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy and not _is_passing(model)]


def _is_passing(model: type[Model]) -> bool:
    return model._meta.label in PASSING or "indexentry" in model._meta.model_name


def all_rows() -> Rows:
    return {model: frozenset(model._base_manager.values_list("pk", flat=True)) for model in tables()}


def rows_since(before: Rows) -> Rows:
    """What was made since: all of it belongs to the studio that was built in between."""
    return {model: rows - before[model] for model, rows in all_rows().items()}


def digest(owned: Rows) -> str:
    """Of the rows themselves and of all rows that point at them, which is where an intruder would add something."""
    total = hashlib.sha256()
    for model in sorted(owned, key=lambda model: model._meta.label):
        for row in sorted(map(repr, _rows(model, owned=owned).values_list())):
            total.update(f"{model._meta.label}{row}".encode())
    return total.hexdigest()


def _rows(model: type[Model], *, owned: Rows) -> QuerySet:
    condition = Q(pk__in=owned[model])
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model in owned and _says_whose(field.related_model):
            condition |= Q(**{f"{field.name}__in": owned[field.related_model]})
    return model._base_manager.filter(condition)


def _says_whose(model: type[Model]) -> bool:
    """A row that is made while a studio is loaded, but is not the studio's alone, makes nobody's rows its own."""
    return model is not ContentType


@contextmanager
def watched_writes() -> Iterator[dict[str, int]]:
    """Counts the statements that write, by their first word, so that only then a digest is needed."""
    seen: dict[str, int] = defaultdict(int)

    def watch(execute, sql, params, many, context):
        verb = sql.lstrip()[:6].upper()
        if verb in ("INSERT", "UPDATE", "DELETE") and "django_session" not in sql:
            seen[verb] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen
