"""Whole answers that are the same for everybody, kept until something changes them.

A view says that its answer may be shared; the middleware keeps it and answers the same question by one look at what
has changed. Nothing is kept that a cookie or a login had a part in, and nothing that carries a nonce or sets a cookie.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from booking.core.changes import EVERYTHING, Keeper, Reads, versions
from booking.core.clock import now

_MOST_BYTES = 64_000_000
_LONGEST_QUERY = 1000
# Answered elsewhere, or never the same for two people.
_APART = (settings.STATIC_URL, settings.MEDIA_URL, "/admin/", "/booking/", "/healthz", "/readyz")
_OWN_COOKIES = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages")
_KEPT_HEADERS_FOR_304 = ("Cache-Control", "ETag", "Expires", "Vary", "Content-Location")


@dataclass(frozen=True, slots=True)
class _Answer:
    """`headers` are a response's own, by their names in lower case: checked once, when they were first set."""

    body: bytes
    headers: Mapping[str, tuple[str, str]]
    etag: str


class _Kept(HttpResponse):
    def __init__(self, answer: _Answer):
        super().__init__(answer.body)
        self.headers._store.update(answer.headers)


answers: Keeper[_Answer] = Keeper(most=_MOST_BYTES)


def share(response: HttpResponse, *, until: datetime, reads: Reads = EVERYTHING) -> HttpResponse:
    """Let everybody who asks the same have the answer, until what it `reads` changes and `until` at the latest."""
    response.shared_until, response.shared_reads = until, reads
    return response


def shared_address(request: HttpRequest) -> tuple[str, ...] | None:
    """The address without its query, if what it answers may be the same for everybody who asks; else None."""
    key = getattr(request, "shared_key", None)
    return key and key[:3]


def is_for_one_alone(text: str, *, request: HttpRequest) -> bool:
    """Whether the text carries the nonce of this request."""
    return request.csp_nonce in text


class SharedAnswersMiddleware:
    """Stands outside of everything that does not differ from one answer to the next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.shared_key = _key(request)
        if key is None:
            return self.get_response(request)
        request.moment = versions.look()
        answer = answers.find(key, now=now())
        if answer is None:
            response = self.get_response(request)
            answer = _keep(key, response, request=request)
            if answer is None:
                return response
        return _respond(answer, request=request)


def _key(request: HttpRequest) -> tuple[str, ...] | None:
    """Everything of a request that an answer may depend on; None for what is never shared."""
    meta = request.META
    if request.method != "GET" or request.path_info.startswith(_APART) or "HTTP_AUTHORIZATION" in meta:
        return None
    query = meta.get("QUERY_STRING", "")
    if len(query) > _LONGEST_QUERY:
        return None
    if "HTTP_COOKIE" in meta and any(name in request.COOKIES for name in _OWN_COOKIES):
        return None
    hx = "HTTP_HX_REQUEST" in meta
    accept = meta.get("HTTP_ACCEPT", "") if request.path_info.startswith("/api/") else ""
    return request.scheme, meta.get("HTTP_HOST", ""), request.path, query, accept[:200], str(hx)


def _keep(key: tuple[str, ...], response: HttpResponse, *, request: HttpRequest) -> _Answer | None:
    until = getattr(response, "shared_until", None)
    if until is None or response.status_code != 200 or response.streaming or response.cookies:
        return None
    if request.csp_nonce.encode() in response.content:
        return None
    patch_cache_control(response, no_cache=True)
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    answer = _Answer(response.content, dict(response.headers._store), etag)
    answers.keep(
        key,
        answer,
        organization_id=request.organization.pk,
        moment=request.moment,
        until=until,
        reads=response.shared_reads,
        size=len(answer.body) + 2000,
    )
    return answer


def _respond(answer: _Answer, *, request: HttpRequest) -> HttpResponse:
    known = request.META.get("HTTP_IF_NONE_MATCH")
    if known and answer.etag in parse_etags(known):
        headers = {name: value for name, value in answer.headers.values() if name in _KEPT_HEADERS_FOR_304}
        return HttpResponseNotModified(headers=headers)
    return _Kept(answer)
