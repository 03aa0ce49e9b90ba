"""A form that shows what it would do: it does that or nothing, and once however often it is sent."""

from collections.abc import Callable
from datetime import datetime

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from booking.core.codes import new_token
from booking.core.errors import AlmanacError, Malformed
from booking.core.idempotency import once

Effect = list[str | int | bool]

_SALT = "backoffice.promise"
_HOURS = 24


class Outdated(AlmanacError):
    """What was shown is not what would happen any more."""

    code, status, title = "outdated", 409, "This has changed meanwhile"


def promise(effect: Effect) -> str:
    """What a form carries along: what it says it would do, and a name of its own."""
    return signing.dumps([new_token()[:22], *effect], salt=_SALT)


def keep_promise(
    request: HttpRequest, name: str, *, effect: Callable[[], Effect], act: Callable[[], object], now: datetime
) -> None:
    """Do what the form promised, once. Raises Outdated when it would do something else, and what `act` raises."""
    key, *shown = _read(request.POST.get("promise", ""))

    def produce() -> dict[str, object]:
        if effect() != shown:
            raise Outdated(_("What this does has changed while the page was open. Please look again."))
        act()
        return {}

    once(f"desk.{name}", key=key, body=[request.path, shown], now=now, produce=produce)


def _read(text: str) -> list[str | int | bool]:
    try:
        return signing.loads(text, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        raise Malformed(_("This page has been open for too long. Open it again, then use the button there.")) from None
