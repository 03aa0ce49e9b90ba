from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar, TypeVar

from booking.core import nudge
from booking.core.models import Delivery, EventRecord
from booking.core.rows import insert, insert_later
from booking.core.tenancy import active_organization_id
from booking.core.transactions import require_transaction


@dataclass(frozen=True)
class Event:
    """Base of all events. Subclasses are frozen dataclasses of JSON values: ids, codes, texts."""

    name: ClassVar[str]

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        room = cls.__module__.split(".")[-2]
        cls.name = f"{room}.{cls.__name__}"
        events[cls.name] = cls


E = TypeVar("E", bound=Event)
Handler = Callable[[E], None]

events: dict[str, type[Event]] = {}
_during: dict[str, list[Handler]] = defaultdict(list)
_afterwards: dict[str, dict[str, Callable[[Event, datetime], None]]] = defaultdict(dict)


def on(event: type[E]) -> Callable[[Handler], Handler]:
    """Run in the same transaction; raising an AlmanacError vetoes the change."""

    def add(handler: Handler) -> Handler:
        if handler not in _during[event.name]:
            _during[event.name].append(handler)
        return handler

    return add


def after(event: type[E]) -> Callable[[Callable[[E, datetime], None]], Callable[[E, datetime], None]]:
    """Run after commit, called with the event and the current instant, from the outbox."""

    def add(handler):
        _afterwards[event.name][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return add


def afterwards_of(name: str) -> dict[str, Callable[[Event, datetime], None]]:
    return _afterwards[name]


def publish(event: Event, *, now: datetime) -> None:
    """Announce what has just been written. Needs the transaction of the change and an active organization."""
    require_transaction()
    record = EventRecord(
        organization_key=active_organization_id(), name=event.name, payload=asdict(event), happened_at=now
    )
    afterwards = _afterwards[event.name]
    write = insert if afterwards else insert_later
    write(record)
    for handler in _during[event.name]:
        handler(event)
    if afterwards:
        insert_later(*(Delivery(record=record, handler=path, due_at=now) for path in afterwards))
        nudge.EVENTS.ask_after_commit()
