"""Which tables are watched: all that belong to an organization, unless their room says that nobody sees them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field, Model

from booking.core.changes.topics import Topic

# Which column says whose row it is; of all: whatever changes there concerns every organization.
OF_ORGANIZATION, OF_ITSELF, OF_ALL = "organization_id", "id", ""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a change of a model's rows means. `of` names the field with what it is a change of, across one relation.

    `only` are the fields whose updates mean it; all but those in `apart`, and new and deleted rows, where it is empty.
    """

    topic: Topic
    of: str
    only: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """The column with the key of what changed; or with that of a row of `table` which has it in its own `of`."""

    column: str
    table: str = ""
    of: str = ""

    def sql(self, row: str) -> str:
        """The key as seen from a trigger's row; a row that is gone by now leaves it open."""
        if not self.table:
            return f"{row}.{self.column}"
        return f"coalesce((SELECT {self.of} FROM {self.table} WHERE id = {row}.{self.column}), 0)"


@dataclass(frozen=True, slots=True)
class Watched:
    """A table, the column that holds the organization's key (empty: all of them), and what a change of it means.

    Without a subject all of the topic is concerned. `columns` are those whose updates count, empty for all;
    with `is_born_elsewhere` new and deleted rows do not.
    """

    table: str
    key: str
    topic: Topic
    subject: Subject | None = None
    columns: tuple[str, ...] = ()
    is_born_elsewhere: bool = False


_named: dict[str, str] = {}


def watch(model: type[Model], *, key: str) -> None:
    """Watch a table that has no organization column; `key` is OF_ITSELF or OF_ALL."""
    _named[model._meta.db_table] = key


def watched_tables() -> list[Watched]:
    """Sorted by name. A new table is watched unless its room's AppConfig says otherwise (see `_owned_tables`)."""
    named = [Watched(table, key, Topic.CATALOGUE) for table, key in _named.items()]
    owned = [watched for watched in _owned_tables() if watched.table not in _named]
    return sorted([*named, *owned], key=lambda watched: (watched.table, watched.topic))


def _owned_tables() -> Iterator[Watched]:
    """An AppConfig may say `is_unseen` of its room, or of models `unseen`, and `noted` what bookings change."""
    for model in apps.get_models():
        room = apps.get_app_config(model._meta.app_label)
        if not room.name.startswith("booking.") or getattr(room, "is_unseen", False):
            continue
        if not model._meta.managed or model._meta.proxy or model.__name__ in getattr(room, "unseen", ()):
            continue
        if any(field.column == OF_ORGANIZATION for field in model._meta.local_concrete_fields):
            meanings = getattr(room, "noted", {}).get(model.__name__, ())
            if not meanings:
                yield Watched(model._meta.db_table, OF_ORGANIZATION, Topic.CATALOGUE)
            for noted in meanings:
                yield _meant(model, noted)


def _meant(model: type[Model], noted: Noted) -> Watched:
    fields: list[Field] = model._meta.local_concrete_fields
    columns = [field.column for field in fields if field.name in noted.only]
    if noted.apart:
        columns = [field.column for field in fields if field.name not in noted.apart]
    subject = _subject(model, path=noted.of)
    meaning = (noted.topic, subject, tuple(columns))
    return Watched(model._meta.db_table, OF_ORGANIZATION, *meaning, is_born_elsewhere=bool(noted.only))


def _subject(model: type[Model], *, path: str) -> Subject:
    name, _, beyond = path.partition("__")
    field = model._meta.get_field(name)
    if not beyond:
        return Subject(field.column)
    related = field.related_model._meta
    return Subject(field.column, related.db_table, related.get_field(beyond).column)
