"""All combinations of a parameter with a value, and a deterministic sample of them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from math import ceil
from urllib.parse import quote

from tests.nonsense.faces import Face
from tests.nonsense.values import BODIES, HEADERS, JSON_VALUES, QUERIES, TEXTS

# Headers that take any text; the first two are ours.
_TEXT_HEADERS = (
    *(
        "Authorization",
        "Idempotency-Key",
        "Accept",
        "Accept-Language",
        "Content-Type",
        "Cookie",
        "Host",
        "If-None-Match",
    ),
    *(
        "Origin",
        "Referer",
        "User-Agent",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "HX-Current-URL",
        "HX-Request",
        "Range",
    ),
)
_VALUES: dict[str, Mapping] = {
    "path": TEXTS,
    "query": TEXTS,
    "form": TEXTS,
    "header": TEXTS,
    "member": {**TEXTS, **JSON_VALUES},
    "body": BODIES,
    "whole query": QUERIES,
    "whole header": HEADERS,
}


@dataclass(frozen=True)
class Parameter:
    """One place of a request that can hold anything."""

    face: Face
    place: str
    name: str | tuple[str, ...] = ""

    @property
    def values(self) -> Mapping:
        return _VALUES[self.place]


@dataclass(frozen=True)
class Attempt:
    """A parameter with the value of this label."""

    parameter: Parameter
    label: str

    @property
    def text(self) -> str | None:
        """The value, where it is text of the request's own line or body."""
        return TEXTS.get(self.label) if self.parameter.place in ("path", "query", "form", "member") else None

    def __str__(self):
        face, name = self.parameter.face, self.parameter.name
        shown = ".".join(name) if isinstance(name, tuple) else name
        return f"{face.method} {face.template} {self.parameter.place} {shown}={self.label}"


def parameters_of(face: Face) -> list[Parameter]:
    names: dict[str, list] = {
        "path": list(face.path),
        "query": list(face.query),
        "form": list(face.form),
        "member": list(face.members),
        "body": [""] if face.method == "POST" else [],
    }
    if face.actor != "staff":
        names |= {"whole query": [""], "whole header": [""], "header": list(_TEXT_HEADERS)}
    return [Parameter(face, place, name) for place, found in names.items() for name in found]


def sample_of(faces: list[Face], *, most: int, most_of_staff: int = 0) -> Iterator[Attempt]:
    """At most so many values for every parameter, another part of them for each, and every value somewhere.

    `most_of_staff` is for the parameters of the admin, which are many and slow; without it every seventh gets one.
    """
    parameters = [parameter for face in faces for parameter in parameters_of(face)]
    ours = Counter(parameter.place for parameter in parameters if parameter.face.actor != "staff")
    at: Counter[str] = Counter()
    for turn, parameter in enumerate(parameters):
        labels = list(parameter.values)
        if parameter.face.actor == "staff":
            count = min(len(labels), most_of_staff) or int(turn % 7 == 0)
        else:
            count = min(len(labels), max(most, ceil(len(labels) / ours[parameter.place])))
        for step in range(count):
            yield Attempt(parameter, labels[(at[parameter.place] + step) % len(labels)])
        at[parameter.place] += count


def request_of(attempt: Attempt, *, token: str) -> tuple[str, str, dict[str, object]]:
    """Method, address and the rest of what Django's client sends."""
    face, place, name = attempt.parameter.face, attempt.parameter.place, attempt.parameter.name
    value = attempt.parameter.values[attempt.label]
    path = {**face.path, **({name: value} if place == "path" else {})}
    query = {**face.query, **({name: value} if place == "query" else {})}
    form = {**face.form, **({name: value} if place == "form" else {})}
    address = face.template.format(**{key: quote(_bytes(text), safe="/") for key, text in path.items()})
    asked = (
        value if place == "whole query" else _encoded({key: text for key, text in query.items() if text or key == name})
    )
    headers = {"Authorization": f"Booking {token}"} if face.actor == "holder" else {}
    if place in ("header", "whole header"):
        header, text = (name, value) if place == "header" else value
        headers |= {header: _header(header, text)}
    kind, data = _body(attempt, value=value, form=form)
    kind = headers.pop("Content-Type", kind)
    sent = {"data": data, "content_type": kind, "headers": headers}
    return face.method, f"{address}?{asked}" if asked else address, sent


def _body(attempt: Attempt, *, value: object, form: Mapping[str, str]) -> tuple[str, bytes]:
    face, place, name = attempt.parameter.face, attempt.parameter.place, attempt.parameter.name
    if place == "body":
        return value
    if face.json is not None:
        body = deepcopy(face.json)
        if place != "member":
            return "application/json", json.dumps(body).encode()
        text = JSON_VALUES.get(attempt.label) or json.dumps(value)
        _set(body, name, "<here>")
        return "application/json", json.dumps(body).replace('"<here>"', text).encode()
    if face.method == "POST":
        return "application/x-www-form-urlencoded", _encoded(form).encode()
    return "", b""


def _set(body: dict, path: tuple[str, ...], value: str) -> None:
    for name in path[:-1]:
        if not isinstance(body.get(name), dict):
            body[name] = {}
        body = body[name]
    body[path[-1]] = value


def _encoded(pairs: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name)}={quote(_bytes(text))}" for name, text in pairs.items())


def _header(name: str, text: str) -> str:
    """As a server hands it over: bytes read as Latin-1 (PEP 3333)."""
    given = {"Authorization": f"Booking {text}", "Cookie": f"sessionid={text}"}.get(name, text)
    return _bytes(given).decode("latin-1")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
