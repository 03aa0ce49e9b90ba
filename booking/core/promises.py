"""A form that shows what it would do carries that along: it does that or nothing, once however often it is sent."""

from collections.abc import Callable
from datetime import datetime

from django.core import signing
from django.utils.translation import gettext as _

from booking.core.codes import new_token
from booking.core.errors import AlmanacError, Malformed
from booking.core.idempotency import once

# Whom or what it is about, what was chosen, and what that does.
Effect = list[str | int]

_SALT = "core.promise"
_HOURS = 24


class Outdated(AlmanacError):
    """What was shown is not what would happen any more."""

    code, status, title = "outdated", 409, "This has changed meanwhile"


def promise(effect: Effect) -> str:
    """What a form carries along: what it says it would do, and a name of its own."""
    return signing.dumps([new_token()[:22], *effect], salt=_SALT)


def keep_promise(
    given: str, name: str, *, effect: Callable[[], Effect], act: Callable[[], object], now: datetime
) -> str:
    """Do what was promised, once; `given` is what `promise` made and the form brought back. Returns what `act` names.

    Raises Outdated when it would do something else by now, Malformed for what no page of ours made, what `act` raises.
    """
    key, *shown = _read(given)

    def produce() -> str:
        if effect() != shown:
            raise Outdated(_("What this does has changed while the page was open. Please look again."))
        made = act()
        return made if isinstance(made, str) else ""

    return once(f"promise.{name}", key=key, body=shown, now=now, produce=produce)


def _read(text: str) -> Effect:
    try:
        return signing.loads(text, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        raise Malformed(_("This page has been open for too long. Open it again, then use the button there.")) from None
