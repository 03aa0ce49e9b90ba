"""What must hold of every answer, whatever was asked."""

import json

from django.http import HttpResponseBase

from booking.core.errors import Malformed
from booking.core.gate import check_text
from tests.nonsense.attempts import Attempt

_PROBLEM = {"type", "title", "status", "detail", "code"}
_MARKUP = ("<", '"', "'")
_LONGEST_REFLECTION = 200
_STEPS = ("path", "query", "member", "form")


def complaints_about(attempt: Attempt, response: HttpResponseBase) -> list[str]:
    """Sentences; none when the answer is as it must be."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    found = [*_about_status(attempt, response), *_about_headers(response)]
    if attempt.parameter.face.template.startswith("/api/") and response.status_code >= 400:
        found += _about_problem(response, body)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        found += _about_page(attempt, body.decode("utf-8", "replace"))
    if b"root:x:0:0" in body:
        found.append("shows a file of the machine")
    return [f"{attempt}: {response.status_code}: {sentence}" for sentence in found]


def is_refused_by_gate(text: str | None) -> bool:
    """Whether this is text that nothing behind the gate should ever see; lone surrogates do not survive decoding."""
    try:
        check_text((text or "").encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    except Malformed:
        return True
    return False


def _about_status(attempt: Attempt, response: HttpResponseBase) -> list[str]:
    found = ["a fault of ours"] if response.status_code >= 500 else []
    face, place = attempt.parameter.face, attempt.parameter.place
    # A form of the admin tells its own users what it cannot read; probes read nothing at all.
    reads = face.is_ours and face.template not in ("/healthz", "/readyz", "/_util/login/")
    if reads and place in _STEPS and is_refused_by_gate(attempt.text) and response.status_code < 400:
        found.append("takes text that nobody can carry")
    return found


def _about_headers(response: HttpResponseBase) -> list[str]:
    found = ["carries a header from the request"] if "X-Injected" in response.headers else []
    location = response.headers.get("Location", "")
    if location.startswith(("//", "http://evil", "javascript:", "data:")):
        found.append(f"sends people to {location}")
    return found


def _about_problem(response: HttpResponseBase, body: bytes) -> list[str]:
    if response.headers.get("Content-Type") != "application/problem+json":
        return [f"is {response.headers.get('Content-Type')} and no problem document"]
    document = json.loads(body)
    if not set(document) >= _PROBLEM or document["status"] != response.status_code:
        return [f"is no sound problem document: {document}"]
    return []


def _about_page(attempt: Attempt, page: str) -> list[str]:
    text = (attempt.text or "").strip()
    if any(result in page for result in ("15554", "60481729")) and "7777" in text:
        return ["computes what was sent"]
    if (
        len(text) > 7
        and "8888" in text
        and any(sign in text for sign in _MARKUP)
        and text[:_LONGEST_REFLECTION] in page
    ):
        return ["shows what was sent without escaping it"]
    return []
