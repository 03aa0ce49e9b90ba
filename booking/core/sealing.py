"""Encryption at rest for what must be readable again: Fernet with rotatable keys (first encrypts, all decrypt)."""

import base64
import hashlib
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotUnseal(Exception):
    """None of the configured keys opens this value."""


@lru_cache(maxsize=8)
def _fernet_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def _fernet() -> MultiFernet:
    return _fernet_of(tuple(settings.SEALING_KEYS))


def seal(value: object) -> str:
    """Encrypt any JSON value."""
    return _fernet().encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()


def unseal(sealed: str, *, most_seconds: int | None = None) -> object:
    """The value again. Raises CannotUnseal, also when it was sealed more than `most_seconds` ago."""
    try:
        return json.loads(_fernet().decrypt(sealed.encode(), ttl=most_seconds))
    except (InvalidToken, UnicodeEncodeError):
        raise CannotUnseal("no configured key opens this value, or it is too old") from None
