"""Being the owner of the tables, for the commands that make, alter or empty them."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connections


@contextmanager
def acting_as_owner(using: str = "default") -> Iterator[None]:
    """The block's statements run as the owner. Raises RuntimeError inside a transaction on PostgreSQL."""
    with getattr(connections[using], "as_owner", nullcontext)():
        yield
