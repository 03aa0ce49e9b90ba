"""The OpenAPI document arranged for reading: groups of endpoints with parameters, bodies and requests to copy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

# By code, in the order of their status.
EXPLAINED: tuple[tuple[str, int, str], ...] = (
    ("malformed", 400, "The request cannot be read: broken JSON, an unknown field or parameter, the wrong type."),
    ("not_authenticated", 401, "The token of the booking is missing."),
    ("not_allowed", 403, "It is yours, and still not possible; the detail says why."),
    ("not_found", 404, "There is nothing at this address, or it is not yours."),
    ("method_not_allowed", 405, "The address knows other methods; see the header Allow."),
    ("not_acceptable", 406, "We answer in JSON only."),
    (
        "provider_away",
        503,
        "The payment service cannot be reached. Nothing was charged; try again after `Retry-After`.",
    ),
    ("provider_refused", 422, "The payment service refused; `detail` says why."),
    ("forged", 400, "A message that the payment service has not signed."),
    ("slot_taken", 409, "Somebody was faster: the time is gone. Ask for slots again."),
    ("sold_out", 409, "Somebody was faster: too few places are left. Ask for sessions again."),
    ("price_changed", 409, "Somebody was faster: the last places at this price are gone. Ask for a quote again."),
    ("quote_expired", 409, "The price was held for a while and is not any more. Ask for a quote again."),
    ("not_enough_credits", 409, "The wallet behind this code holds too little, or what was left has lapsed."),
    ("blackout_hits", 409, "Something takes place in the time that is to be kept free."),
    ("outdated", 409, "What you agreed to would do something else by now; look again."),
    ("already_done", 409, "The booking has moved on; read it again."),
    ("too_large", 413, "Send less than a megabyte."),
    ("address_too_long", 414, "Shorten what follows the question mark."),
    ("unsupported_media_type", 415, "We read JSON only."),
    ("validation", 422, "Understood, but some values cannot be; fields says which and why."),
    ("throttled", 429, "Too many requests. Wait as long as Retry-After says."),
    ("internal", 500, "Our mistake. It has been logged."),
    ("busy", 503, "Too many people at once; nothing was changed. Wait as long as Retry-After says."),
    ("unavailable", 503, "The database does not answer. Wait as long as Retry-After says."),
)
_ADDRESS_EXAMPLES = {"slug": "coaching", "reference": "7KQ2M9XWPD", "number": "2027-0001"}
_QUERY_EXAMPLES = {"from": "2027-03-01", "to": "2027-03-31", "timezone": "Europe/Zurich"}


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    type: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One method of one address. `curl` is a request to copy."""

    anchor: str
    method: str
    path: str
    title: str
    text: str
    parameters: list[Parameter]
    fields: list[Parameter]
    answers: list[tuple[str, str]]
    curl: str


@dataclass(frozen=True)
class Group:
    name: str
    operations: list[Operation] = field(default_factory=list)


def operations_of(document: Mapping, *, base: str) -> list[Group]:
    """All endpoints by tag, in the order of the document. `base` is the address of the site."""
    groups: dict[str, Group] = {}
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            name = described["tags"][0]
            operation = _operation(method, path, described=described, document=document, base=base)
            groups.setdefault(name, Group(name)).operations.append(operation)
    return list(groups.values())


def _operation(method: str, path: str, *, described: Mapping, document: Mapping, base: str) -> Operation:
    return Operation(
        anchor=described["operationId"],
        method=method.upper(),
        path=path,
        title=described.get("summary", ""),
        text=" ".join(described.get("description", "").split()),
        parameters=[_parameter(entry) for entry in described.get("parameters", [])],
        fields=_fields(described, document=document),
        answers=[(status, _answer(entry)) for status, entry in described["responses"].items()],
        curl=_curl(method, path, described=described, base=base),
    )


def _parameter(entry: Mapping) -> Parameter:
    return Parameter(
        name=entry["name"],
        place=entry["in"],
        type=_type_of(entry["schema"]),
        is_required=entry.get("required", False),
        description=entry.get("description", ""),
    )


def _fields(described: Mapping, *, document: Mapping) -> list[Parameter]:
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return list(_flat(body, document=document, path="")) if body else []


def _flat(schema: Mapping, *, document: Mapping, path: str):
    """Every field of a body, nested ones as customer.email."""
    schema = _resolve(schema, document=document)
    for name, entry in schema.get("properties", {}).items():
        inner = _resolve(entry, document=document)
        if "properties" in inner:
            yield from _flat(inner, document=document, path=f"{path}{name}.")
        else:
            is_required = name in schema.get("required", ())
            yield Parameter(f"{path}{name}", "body", _type_of(inner), is_required, entry.get("description", ""))


def _resolve(schema: Mapping, *, document: Mapping) -> Mapping:
    wrapped = schema.get("allOf", [])
    reference = schema.get("$ref") or (wrapped[0].get("$ref") if wrapped else None)
    return document["components"]["schemas"][reference.rsplit("/", 1)[1]] if reference else schema


def _type_of(schema: Mapping) -> str:
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "oneOf" in schema:
        return " or ".join(_type_of(choice) for choice in schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {_type_of(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "object")


def _answer(entry: Mapping) -> str:
    return entry.get("description") or "The answer."


def _curl(method: str, path: str, *, described: Mapping, base: str) -> str:
    address = base + path.format(**_ADDRESS_EXAMPLES)
    query = [
        f"{entry['name']}={_QUERY_EXAMPLES[entry['name']]}"
        for entry in described.get("parameters", [])
        if entry["in"] == "query" and entry["name"] in _QUERY_EXAMPLES and entry.get("required")
    ]
    lines = [f'curl "{address}{"?" if query else ""}{"&".join(query)}"']
    if method == "post":
        lines[0] = f'curl -X POST "{address}"'
    if any("bookingToken" in scheme for scheme in described.get("security", [])):
        lines.append('-H "Authorization: Booking $TOKEN"')
    if any(entry["name"] == "Idempotency-Key" for entry in described.get("parameters", [])):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    examples = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
    for example in examples.values():
        lines.append('-H "Content-Type: application/json"')
        lines.append(f"-d '{json.dumps(example['value'])}'")
    return " \\\n  ".join(lines)
