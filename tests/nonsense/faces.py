"""Every route of ours with a sound request to it, one part of which is replaced by nonsense at a time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from booking.api.views.reference import openapi_document
from tests.matrix.routes import all_routes

_DETAILS = ("name", "email", "phone", "note", "answer-goals", "answer-injuries", "answer-level", "answer-consent")
_TIMETABLE = ("key", "variant", "quantity", "length", "instructor", "timezone", "month", "day", "pages", "picked")
_LISTING = ("q", "kind", "category", "tag", "page", "p", "query")
_TIME = "2027-01-19T09:00:00+01:00"
_SESSIONS = {"from": "2027-01-04", "to": "2027-03-01"}

# What Wagtail's lists, searches, reports and choosers read.
ADMIN_QUERY = (
    *("q", "p", "ordering", "collection_id", "page_type", "id", "term", "tag", "per_page", "layout", "locale", "user"),
    *("parent_page_id", "timestamp_after", "timestamp_before", "action", "content_type", "live", "owner", "edited_by"),
    *(
        "last_published_at_from",
        "date_from",
        "date_to",
        "fields",
        "child_of",
        "descendant_of",
        "limit",
        "offset",
        "order",
    ),
)
# The first raises on purpose, the second ends the session, the third belongs to nobody in particular.
_NOT_ASKED = {"admin/failwhale/", "admin/logout/", "admin/^.*/$"}


@dataclass(frozen=True)
class Face:
    """A sound request. `path`, `query` and `form` hold the sound values; `json` is a body, `holder` sends the token."""

    route: str
    template: str
    method: str = "GET"
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    members: tuple[tuple[str, ...], ...] = ()
    actor: str = "visitor"

    @property
    def is_ours(self) -> bool:
        return not self.route.startswith("admin/")


@dataclass(frozen=True)
class Ground:
    """What the sound requests name: a booking with its secret, a state of the till, pages and a picture."""

    reference: str
    token: str
    state: str
    choice: str
    several: str
    cancel_state: str
    session: str
    picture: str


def all_faces(ground: Ground) -> list[Face]:
    return [*_api(ground), *_pages(ground), *_till(ground), *_portal(ground), *_admin()]


def undescribed_routes(faces: list[Face]) -> set[str]:
    """Routes that no face asks, those of the admin with an object in their address left out."""
    asked = {face.route for face in faces} | _NOT_ASKED
    return {route for route in all_routes() if route not in asked and not _names_an_object(route)}


def _names_an_object(route: str) -> bool:
    return route.startswith("admin/") and ("<" in route or "(" in route)


def _api(ground: Ground) -> Iterator[Face]:
    objects = {
        "api/v1/offerings/<slug:slug>/": {"slug": "coaching"},
        "api/v1/offerings/<slug:slug>/slots/": {"slug": "coaching"},
        "api/v1/offerings/<slug:slug>/sessions/": {"slug": "tuesday-flow"},
        "api/v1/offerings/<slug:slug>/why/": {"slug": "coaching"},
        "api/v1/offerings/<slug:slug>/hand-over/": {"slug": "coaching"},
        "api/v1/instructors/<slug:slug>/": {"slug": "ana-keller"},
        "api/v1/instructors/<slug:slug>/calendar/": {"slug": "ana-keller"},
        "api/v1/instructors/<slug:slug>/connect/": {"slug": "ana-keller"},
        "api/v1/instructors/<slug:slug>/blackouts/": {"slug": "ana-keller"},
        "api/v1/instructors/<slug:slug>/blackouts/give-back/": {"slug": "ana-keller"},
    }
    for address, methods in openapi_document()["paths"].items():
        route = re.sub(r"\{(\w+)\}", r"<slug:\1>", address).lstrip("/")
        named = {"reference": ground.reference, "number": "2027-0001"}
        path = objects.get(route, {}) if "<slug:slug>" in route else named
        for method, described in methods.items():
            query = {entry["name"]: "" for entry in described.get("parameters", ()) if entry["in"] == "query"}
            face = Face(
                route=route,
                template=address,
                method=method.upper(),
                path={name: path[name] for name in re.findall(r"\{(\w+)\}", address)},
                query={**query, **(_SESSIONS if "from" in query else {})},
                actor="holder"
                if "security" in described and "bookingToken" in str(described["security"])
                else "visitor",
            )
            yield from _with_bodies(face, described, ground=ground)
    yield Face("api/schema/", "/api/schema/", query={"format": "json"})
    yield Face("api/docs/", "/api/docs/", query={"format": "html"})
    yield Face("api/", "/api/{rest}/", path={"rest": "nowhere"}, query={"format": "json"})


def _with_bodies(face: Face, described: Mapping, *, ground: Ground) -> Iterator[Face]:
    """The documented example, and for bookings the same for a date, of which there are enough for all the nonsense."""
    body = described.get("requestBody", {}).get("content", {}).get("application/json")
    if body is None:
        yield face
        return
    [example] = [entry["value"] for entry in body["examples"].values()]
    members = tuple(_members(body["schema"]))
    yield Face(**{**vars(face), "json": example, "members": members})
    if face.route == "api/v1/bookings/":
        date = {"offering": "tuesday-flow", "variant": "drop-in", "session": ground.session}
        values = {name: value for name, value in example.items() if name != "starts_at"}
        yield Face(**{**vars(face), "json": {**values, **date}, "members": members})


def _members(schema: Mapping, *, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every member that the document knows, nested ones by their path."""
    wrapped = schema.get("allOf", [schema])[0]
    if "$ref" in wrapped:
        schema = openapi_document()["components"]["schemas"][wrapped["$ref"].rsplit("/", 1)[1]]
    for name, entry in schema.get("properties", {}).items():
        yield (*above, name)
        yield from _members(entry, above=(*above, name))
    if schema.get("additionalProperties") is True:
        for slug in ("goals", "injuries", "level", "consent", "no_such_question"):
            yield (*above, slug)


def _pages(ground: Ground) -> Iterator[Face]:
    page = r"^((?:[\w\-]+/)*)$"
    yield Face(page, "/", query=dict.fromkeys(_LISTING, ""))
    yield Face(page, "/{rest}/", path={"rest": "offerings"}, query=dict.fromkeys(_LISTING, ""))
    yield Face(page, "/offerings/{slug}/", path={"slug": "coaching"}, query=dict.fromkeys(_TIMETABLE, ""))
    yield Face(page, "/schedule/", query={"week": "", "from": "", "timezone": "", **dict.fromkeys(_LISTING, "")})
    yield Face("brand.css", "/brand.css", query={"v": "1"})
    yield Face("sitemap.xml", "/sitemap.xml", query={"p": "1"})
    yield Face("robots.txt", "/robots.txt", query={"x": "1"})
    yield Face("schedule.ics", "/schedule.ics", query={"timezone": ""})
    yield Face("schedule/<slug:slug>.ics", "/schedule/{slug}.ics", path={"slug": "tuesday-flow"}, query={"key": ""})
    yield Face("healthz", "/healthz", query={"x": "1"})
    yield Face("readyz", "/readyz", query={"x": "1"})
    yield Face("media/<path:path>", "/media/{path}", path={"path": ground.picture}, query={"x": "1"})
    yield Face("documents/^(\\d+)/(.*)$", "/documents/{id}/{name}", path={"id": "1", "name": "a.txt"})
    restriction = "documents/authenticate_with_password/<int:restriction_id>/"
    password = {"password": "x", "return_url": "/"}
    yield Face(
        restriction, "/documents/authenticate_with_password/{id}/", method="POST", path={"id": "1"}, form=password
    )
    yield Face(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "/_util/authenticate_with_password/{id}/{page}/",
        method="POST",
        path={"id": "1", "page": "1"},
        form=password,
    )
    sign_in = {"username": "eve@example.com", "password": "x", "next": "/", "remember": "on"}
    yield Face("_util/login/", "/_util/login/", method="POST", query={"next": "/"}, form=sign_in)


def _till(ground: Ground) -> Iterator[Face]:
    timetable, slug = dict.fromkeys(_TIMETABLE, ""), {"slug": "coaching"}
    details = {**dict.fromkeys(_DETAILS, "x"), "email": "eve@example.com", "phone": "", "answer-level": "regular"}
    yield Face("book/<slug:slug>/", "/book/{slug}/", path=slug, query=timetable)
    yield Face("book/<slug:slug>/times/", "/book/{slug}/times/", path=slug, query=timetable)
    several = {"choice": ground.several, "take": "2027-01-05T09:00:00+00:00"}
    yield Face("book/<slug:slug>/dates/", "/book/{slug}/dates/", path=slug, query=several)
    asked = {"choice": ground.choice}
    date = {"slug": "tuesday-flow"}
    yield Face("book/<slug:slug>/details/", "/book/{slug}/details/", path=date, query=asked)
    form = {**details, "state": ground.state, "answer-consent": "on"}
    yield Face("book/<slug:slug>/details/", "/book/{slug}/details/", method="POST", path=date, form=form)
    summary, address = "book/<slug:slug>/summary/<str:token>/", "/book/{slug}/summary/{token}/"
    held = {**date, "token": ground.state}
    yield Face(summary, address, path=held)
    yield Face(summary, address, method="POST", path=held, form={"provider": "transfer"})


def _portal(ground: Ground) -> Iterator[Face]:
    path, query = {"reference": ground.reference}, {"token": ground.token}
    for page in ("", "done/", "cancel/", "calendar.ics", "bill.pdf", "pay/"):
        yield Face(f"booking/<str:reference>/{page}", f"/booking/{{reference}}/{page}", path=path, query=query)
    route, address = "booking/<str:reference>/papers/<str:number>/", "/booking/{reference}/papers/{number}/"
    yield Face(route, address, path={**path, "number": "2027-0001"}, query=query)
    route, address = "booking/<str:reference>/pay/", "/booking/{reference}/pay/"
    yield Face(route, address, method="POST", path=path, query={**query, "returned": "1"}, form={"begin": "1"})
    yield Face(
        "hooks/<slug:provider>/", "/hooks/{provider}/", method="POST", path={"provider": "card"}, form={"x": "1"}
    )
    chosen = {**query, "session": "", "to": "", **dict.fromkeys(("timezone", "month", "day", "pages"), "")}
    route, address = "booking/<str:reference>/reschedule/", "/booking/{reference}/reschedule/"
    yield Face(route, address, path=path, query=chosen)
    moved = {"state": ground.cancel_state, "reason": "x"}
    yield Face(route, address, method="POST", path=path, query=query, form=moved)
    route, address = "booking/<str:reference>/next/", "/booking/{reference}/next/"
    yield Face(route, address, path=path, query=chosen)
    yield Face(route, address, method="POST", path=path, query=query, form=moved)
    cancel = {"state": ground.cancel_state, "reason": "x"}
    route = "booking/<str:reference>/cancel/"
    yield Face(route, "/booking/{reference}/cancel/", method="POST", path=path, query=query, form=cancel)
    route, address = "booking/<str:reference>/give-up/", "/booking/{reference}/give-up/"
    part = {"session": ground.session, "reach": "this", "places": "1"}
    yield Face(route, address, path=path, query={**query, **part})
    yield Face(route, address, method="POST", path=path, query=query, form={**moved, **part})
    asked = {"accept/": {"starts_at": _TIME}, "decline-times/": {"x": "1"}, "answer/": {"text": "Yes."}}
    for page, form in {**asked, "propose/": {"starts_at": _TIME}}.items():
        route, address = f"booking/<str:reference>/{page}", f"/booking/{{reference}}/{page}"
        yield Face(route, address, method="POST", path=path, query=query, form=form)


def _admin() -> Iterator[Face]:
    for route in all_routes():
        if route.startswith("admin/") and not _names_an_object(route) and route not in _NOT_ASKED:
            address = "/" + route.replace("^", "")
            yield Face(route, address, query=dict.fromkeys(ADMIN_QUERY, ""), actor="staff")
    sign_in = {"username": "eve@example.com", "password": "x", "next": "/admin/", "remember": "on"}
    yield Face("admin/login/", "/admin/login/", method="POST", query={"next": "/admin/"}, form=sign_in)
    yield Face("admin/password_reset/", "/admin/password_reset/", method="POST", form={"email": "eve@example.com"})
