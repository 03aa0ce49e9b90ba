from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

from booking.core.postgresql.cursors import ScopedCursor
from booking.core.scopes import RUNTIME


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections run as the runtime role; inside `as_owner()`, and to make whole databases, as the owner.

    `OPTIONS["assume_role"]` names the runtime role; without it every connection stays what it signed in as. `OWNER`
    holds what differs for the owner in psycopg's words: user, password, host, port.
    """

    _is_owner = False

    @property
    def runs_as_owner(self) -> bool:
        return self._is_owner or self.alias == NO_DB_ALIAS or "assume_role" not in self.settings_dict["OPTIONS"]

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Connect anew as the owner for the block. Raises RuntimeError inside a transaction."""
        if self.runs_as_owner:
            yield
            return
        if self.in_atomic_block:
            raise RuntimeError("the role cannot change inside a transaction")
        self.close()
        self._is_owner = True
        try:
            yield
        finally:
            self.close()
            self._is_owner = False

    @property
    def pool(self):
        """None for the owner, who must never be met again by a request."""
        return None if self.runs_as_owner else super().pool

    def get_connection_params(self):
        params = super().get_connection_params()
        if self.runs_as_owner:
            return {**params, **self.settings_dict.get("OWNER", {})}
        # From the start of the session, so that RESET ROLE leads nowhere else.
        params["options"] = f"{params.get('options', '')} -c role={RUNTIME}".strip()
        params["cursor_factory"] = ScopedCursor
        return params

    def _configure_role(self, connection):
        return False
