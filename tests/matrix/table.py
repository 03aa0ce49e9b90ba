"""The expected table, and the cells it spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

OUTSIDERS = ("anonymous", "customer", "other_customer", "visiting_customer", "assistant", "no_membership", "trusted")
STAFF = ("manager", "foreign_manager", "instructor", "other_instructor")
ACTORS = (*OUTSIDERS, *STAFF)
BODILESS = ("GET", "HEAD", "OPTIONS")
RARE = ("PUT", "PATCH", "DELETE")

_KIND = re.compile(r"\{(\w+)\}")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_TABLE = yaml.safe_load((Path(__file__).parent / "expected.yaml").read_text())


@dataclass(frozen=True)
class Case:
    """One address of a route. `path` and the values of `form` and `json` name kinds of objects in braces."""

    route: str
    path: str
    group: str
    form: dict
    json: dict | None
    manager: int
    staff: dict[str, int | str]
    at_host: bool
    is_open: bool
    takes: tuple[str, ...]

    def kinds(self, method: str) -> tuple[str, ...]:
        """What the address and the body name, in order, each as often as it is named."""
        body = "" if method in BODILESS else f"{self.form} {self.json}"
        return tuple(_KIND.findall(f"{self.path} {body}"))

    def expected(self, actor: str, case_id: str) -> str | int:
        answers = _TABLE["groups"][self.group]["answers"]
        crowd = "staff" if actor in STAFF else "outsiders"
        found = answers.get(actor) or answers.get(crowd) or answers["everybody"]
        return {**found, **(self.staff if actor in STAFF else {})}[case_id]


def declared() -> list[str]:
    """The routes of the table, one entry per mention."""
    return [route for group in _TABLE["groups"].values() for route in group["routes"]]


def all_cases() -> Iterator[Case]:
    for name, group in _TABLE["groups"].items():
        for route, entry in group["routes"].items():
            for case in entry if isinstance(entry, list) else [entry or {}]:
                yield Case(
                    route=route,
                    path=case["path"] if "path" in case else _path_of(route),
                    group=name,
                    form=case.get("post", {}),
                    json=case.get("json"),
                    manager=case.get("manager", 200),
                    staff=case.get("staff", {}),
                    at_host=group.get("home") == "host",
                    is_open=group.get("open", False),
                    takes=tuple(case.get("takes", ())),
                )


def ids_of(case: Case, *, method: str) -> tuple[str, ...]:
    """Which ids a request can name; the unknown come first, to compare the others with."""
    kinds = case.kinds(method)
    if not kinds:
        return ("none",)
    return ("unknown", "own", "sibling", "foreign", *(("pair",) if len(kinds) > 1 else ()))


def undeclared(routes: list[str]) -> list[str]:
    return sorted(set(routes) - set(declared()))


def gone(routes: list[str]) -> list[str]:
    return sorted(set(declared()) - set(routes))


def _path_of(route: str) -> str:
    kinds = _TABLE["kinds"]

    def name(found: re.Match) -> str:
        kind = kinds[found[1]]
        return kind[1:] if kind.startswith("=") else f"{{{kind}}}"

    return _PARAMETER.sub(name, route.replace("^", ""))
