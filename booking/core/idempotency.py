"""The same request sent twice takes effect once (HARDENING H10).

The key is written in the transaction of its effect: a crash takes both or neither, so no key is ever left locked.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings

from booking.core.errors import Invalid, Malformed
from booking.core.models import IdempotencyKey
from booking.core.rows import insert_unless_known, update_later
from booking.core.sealing import seal, unseal
from booking.core.tenancy import acting_for_everyone, active_organization_id
from booking.core.transactions import transactional

Answer = TypeVar("Answer")


def fingerprint(body: object) -> str:
    """SHA-256 over the canonical JSON of a request's body."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def once(scope: str, *, key: str | None, body: object, now: datetime, produce: Callable[[], Answer]) -> Answer:
    """The answer of `produce` (any JSON value), made at most once per organization, scope and key.

    Without a key it is simply produced. Raises Invalid (422) for a known key with another body, Malformed for a key
    that is not 1-255 printable ASCII characters.
    """
    if key is None:
        return produce()
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise Malformed("An Idempotency-Key has 1 to 255 printable ASCII characters.")
    return _once(scope, key=key, body=body, now=now, produce=produce)


@transactional
def _once(scope: str, *, key: str, body: object, now: datetime, produce: Callable[[], Answer]) -> Answer:
    claim = IdempotencyKey(
        organization_key=active_organization_id(),
        scope=scope,
        key=hashlib.sha256(key.encode()).hexdigest(),
        fingerprint=fingerprint(body),
        created_at=now,
    )
    earlier = _claim(claim)
    if earlier is not None:
        if earlier.fingerprint != claim.fingerprint:
            raise Invalid("This Idempotency-Key was used with another request.", fields={"Idempotency-Key": ["reused"]})
        return unseal(earlier.answer)
    answer = produce()
    update_later(claim, {"answer": seal(answer)})
    return answer


def _claim(claim: IdempotencyKey) -> IdempotencyKey | None:
    """Write the claim, waiting for a concurrent one to end; the earlier claim if there is one."""
    if insert_unless_known(claim):
        return None
    return IdempotencyKey.objects.get(organization_key=claim.organization_key, scope=claim.scope, key=claim.key)


def forget_old_keys(*, now: datetime) -> int:
    """Delete keys past their retention; returns how many."""
    horizon = now - timedelta(hours=settings.IDEMPOTENCY_HOURS)
    with acting_for_everyone():
        deleted, _ = IdempotencyKey.objects.filter(created_at__lt=horizon).delete()
    return deleted
