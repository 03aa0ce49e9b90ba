"""Asking as one of the actors, and reading the answer without what differs by itself."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.db import transaction
from django.test import Client

from tests.matrix.digests import Rows, digest, watched_writes
from tests.matrix.table import BODILESS, Case
from tests.matrix.worlds import Studio

UNKNOWN_NUMBER = 987654321
UNKNOWN_WORD = "nobody-here"
_KIND = re.compile(r"\{(\w+)\}")
_PASSING = re.compile(
    rb"""nonce-[\w-]+|nonce="[^"]*"|value="\w{64}"|"?csrf_?token"?:\s*"[^"]*"|\b\w{64}\b""", re.IGNORECASE
)
_PASSING_HEADERS = {"Set-Cookie", "Date", "Expires", "Content-Length"}


@dataclass(frozen=True)
class Answer:
    """`text` is everything that came back, headers included, without the ids that were asked for."""

    status: int
    location: str
    text: bytes
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Guarded:
    """The rows of a studio that a cell must leave as they are, and their digest."""

    slug: str
    rows: Rows
    digest: str


@dataclass
class Actor:
    """Somebody with a session or a booking's secret. `home` is the studio whose objects they call their own."""

    name: str
    home: Studio
    abroad: Studio
    client: Client
    token: str = ""

    def values(self, case: Case, *, method: str, which: str, host: Studio) -> list[object]:
        """The ids that the case names, in order."""
        home, abroad = (self.home, self.abroad) if not case.at_host else (host, self._other(host))
        return [
            self._value(kind, which=("own" if which == "pair" and place == 0 else which), home=home, abroad=abroad)
            for place, kind in enumerate(case.kinds(method))
        ]

    def _other(self, studio: Studio) -> Studio:
        return self.abroad if studio is self.home else self.home

    def _value(self, kind: str, *, which: str, home: Studio, abroad: Studio) -> object:
        if which == "unknown":
            return UNKNOWN_NUMBER if isinstance(home.ids[kind][0], int) else UNKNOWN_WORD
        if which in ("foreign", "pair"):
            return abroad.ids[kind][0]
        return home.ids[kind][1 if which == "sibling" else 0]


def ask(actor: Actor, case: Case, *, method: str, which: str, host: Studio, guarded: list[Guarded]) -> Answer:
    """Send the request, and take back what it wrote."""
    values = actor.values(case, method=method, which=which, host=host)
    path, sent = _request(actor, case, values=values, method=method)
    cookies = deepcopy(actor.client.cookies)
    changed = []
    with transaction.atomic():
        with watched_writes() as writes:
            response = actor.client.generic(method, path, headers=_headers(actor, host=host), **sent)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        if writes:
            changed = [studio.slug for studio in guarded if digest(studio.rows) != studio.digest]
        transaction.set_rollback(True)
    actor.client.cookies = cookies
    headers = "\n".join(f"{name}: {value}" for name, value in response.items() if name not in _PASSING_HEADERS)
    return Answer(
        status=response.status_code,
        location=response.headers.get("Location", ""),
        text=_without_ids(headers.encode() + b"\n\n" + body, path=path, values=[*values, host.host]),
        changed=tuple(changed),
    )


def _request(actor: Actor, case: Case, *, values: list[object], method: str) -> tuple[str, dict]:
    left = iter(values)
    fill: Callable[[str], str] = lambda text: _KIND.sub(lambda found: str(next(left)), text)  # noqa: E731
    path = "/" + fill(case.path)
    if actor.token and case.group == "portal":
        path += f"{'&' if '?' in path else '?'}token={actor.token}"
    if method in BODILESS:
        return path, {}
    if case.json is not None or case.path.startswith("api/"):
        return path, {"data": fill(json.dumps(case.json or {})), "content_type": "application/json"}
    form = {name: fill(value) for name, value in case.form.items()}
    encoded = "&".join(f"{name}={value}" for name, value in form.items())
    return path, {"data": encoded, "content_type": "application/x-www-form-urlencoded"}


def _headers(actor: Actor, *, host: Studio) -> dict[str, str]:
    return {"host": host.host, **({"authorization": f"Booking {actor.token}"} if actor.token else {})}


def _without_ids(text: bytes, *, path: str, values: list[object]) -> bytes:
    """The address and the ids that were asked for may come back; secrets of the form and the page differ each time."""
    text = _PASSING.sub(b"", text)
    # Numbers stand in every drawing; they may come back as part of the address only.
    words = {path, path.split("?")[0], *(value for value in values if isinstance(value, str))}
    for known in sorted({*words, *(quote(word) for word in words), escape(path)}, key=len, reverse=True):
        text = text.replace(known.encode(), b"<asked>")
    return text
