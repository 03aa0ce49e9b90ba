"""Which tables are watched: all that belong to an organization, unless their room says that nobody sees them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from booking.core.changes.topics import Topic

# Which column says whose row it is; of all: whatever changes there concerns every organization.
OF_ORGANIZATION, OF_ITSELF, OF_ALL = "organization_id", "id", ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A table, the column that holds the organization's key (empty: all of them), and what a change of it means."""

    table: str
    key: str
    topic: Topic


_named: dict[str, str] = {}


def watch(model: type[Model], *, key: str) -> None:
    """Watch a table that has no organization column; `key` is OF_ITSELF or OF_ALL."""
    _named[model._meta.db_table] = key


def watched_tables() -> list[Watched]:
    """Sorted by name. A new table is watched unless its room's AppConfig says otherwise (see `_owned_tables`)."""
    own = {watched.table: watched for watched in _owned_tables()}
    named = {table: Watched(table, key, Topic.CATALOGUE) for table, key in _named.items()}
    return sorted((own | named).values(), key=lambda watched: watched.table)


def _owned_tables() -> Iterator[Watched]:
    """An AppConfig may say `is_unseen` of its room, or name models: `unseen`, and `times`, which bookings change."""
    for model in apps.get_models():
        room = apps.get_app_config(model._meta.app_label)
        if not room.name.startswith("booking.") or getattr(room, "is_unseen", False):
            continue
        if not model._meta.managed or model._meta.proxy or model.__name__ in getattr(room, "unseen", ()):
            continue
        if any(field.column == OF_ORGANIZATION for field in model._meta.local_concrete_fields):
            is_time = model.__name__ in getattr(room, "times", ())
            yield Watched(model._meta.db_table, OF_ORGANIZATION, Topic.TIMES if is_time else Topic.CATALOGUE)
