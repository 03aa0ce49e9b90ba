"""What is wrong with one answer."""

from collections.abc import Iterator

from tests.matrix.asking import Actor, Answer
from tests.matrix.table import RARE, STAFF, Case
from tests.matrix.worlds import Studio

LOGIN = "/admin/login/?"
# Groups of the table beside the admin in which staff read what is theirs.
FOR_STAFF = ("connection_staff", "connections", "managing", "offering_staff", "parties", "staff_only", "staff_lists")


def faults_of(
    answer: Answer, *, actor: Actor, case: Case, which: str, method: str, host: Studio, unknown: Answer | None
) -> Iterator[str]:
    """One sentence each. `unknown` is the same request with ids that nothing has."""
    if not _is_expected(answer, actor=actor, case=case, which=which, method=method):
        yield f"answers {answer.status} {answer.location} instead of {_expected(actor, case, which, method)}"
    for word in _forbidden(actor, case=case, host=host):
        if word.lower().encode() in answer.text.lower():
            yield f"says {word!r}"
    is_refused = _expected(actor, case, which, method) in (404, 401, "login", "same")
    if which == "foreign" and unknown is not None and is_refused and answer.text != unknown.text:
        yield "tells what is somebody else's from what is not there"
    yield from (f"changes {slug}" for slug in answer.changed)


def _expected(actor: Actor, case: Case, which: str, method: str) -> str | int:
    found = case.expected(actor.name, which)
    if found == "done" and actor.name == "manager" and which in ("own", "none") and method == "GET":
        return case.manager
    return found


def _is_expected(answer: Answer, *, actor: Actor, case: Case, which: str, method: str) -> bool:
    wanted = _expected(actor, case, which, method)
    if answer.status >= 500:
        return False
    if method in RARE and method not in case.takes:
        # The API looks first who is asking and for what.
        return answer.status == 405 or (case.path.startswith("api/") and answer.status in (401, 403, 404))
    if wanted in ("any", "same"):
        return True
    if wanted == "done":
        return answer.status not in (401, 404, 429)
    if wanted == "login":
        return answer.status == 302 and answer.location.startswith(LOGIN)
    # What a method cannot do anywhere, it need not look for.
    return answer.status == wanted or (answer.status == 405 and (method != "GET" or case.manager == 405))


def _forbidden(actor: Actor, *, case: Case, host: Studio) -> Iterator[str]:
    """Words that this actor must not read in the answer to this request."""
    if case.is_open:
        return
    for studio in (actor.home, actor.abroad):
        is_desk = case.path.startswith("admin/") or case.group in FOR_STAFF
        is_staff = actor.name in (*STAFF, "trusted") and studio is actor.home and is_desk
        if is_staff:
            continue
        yield studio.hush
        yield from (name for customer, name in studio.customers.items() if not _is(actor, customer, studio=studio))
        yield from (f"{person}@{studio.slug}.example" for person in ("ana", "ben", "owner"))
        yield from (secret for secret in studio.tokens.values() if secret != actor.token)
        if studio is not host or case.path.startswith("admin/"):
            yield studio.slug


def _is(actor: Actor, customer: str, *, studio: Studio) -> bool:
    return actor.home is studio and actor.name.replace("visiting_", "") == customer
