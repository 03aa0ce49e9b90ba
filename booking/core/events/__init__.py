"""Typed events: the only way up the house.

`@on(Event)` handlers run in the transaction of the change and may veto it by raising. `@after(Event)` handlers run in
the worker after commit, each once: what a handler writes commits together with the mark that it is done.
"""

from booking.core.events.delivery import deliver_due
from booking.core.events.publishing import Event, after, on, publish

__all__ = ["Event", "after", "deliver_due", "on", "publish"]
