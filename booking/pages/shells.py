"""A landing page around its live part, kept for as long as nothing that it shows changes.

What visitors ask for differs in the timetable alone: zone, places, month, day. So the rest is written once.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from booking.core.answers import is_for_one_alone, shared_address
from booking.core.changes import Keeper, Reads
from booking.core.clock import next_turn

_MOST_CHARACTERS = 16_000_000
_shells: Keeper["Shell"] = Keeper(most=_MOST_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands before the live part and after it; `until` is when time itself changes it."""

    before: str
    after: str
    until: datetime

    def around(self, live: str) -> str:
        return f"{self.before}{live}{self.after}"


def shell_of(
    request: HttpRequest,
    *,
    render: Callable[[SafeString], str],
    reads: Reads,
    is_open: bool,
    now: datetime,
) -> Shell:
    """The kept shell of the address, or a new one; `render` writes the page with the hole where the live part goes.

    Of places it shows but whether there are any: `is_open`.
    """
    address = shared_address(request)
    shell = _shells.find((address, is_open), now=now) if address else None
    if shell is not None:
        return shell
    hole = format_html("<!--{}-->", secrets.token_hex(16))
    ends = next_turn(now)
    text = render(hole)
    before, _, after = text.partition(hole)
    shell = Shell(before, after, ends)
    if address and not is_for_one_alone(text, request=request):
        _shells.keep(
            (address, is_open),
            shell,
            organization_id=request.organization.pk,
            moment=request.moment,
            until=ends,
            reads=reads,
            size=len(text),
        )
    return shell
