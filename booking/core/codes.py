"""Public references and secret tokens."""

import hashlib
import hmac
import secrets

# Crockford's base 32 without look-alikes (I, L, O, U), so that a reference survives a phone call.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 10


def new_reference() -> str:
    """A public code of 50 random bits: names a thing, grants nothing."""
    # Thirty-two letters: the last five bits of a byte are as likely to be any of them.
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(REFERENCE_LENGTH))


def new_token() -> str:
    """A secret for a link: 256 random bits, URL-safe. Store only its `hash_token`."""
    return secrets.token_urlsafe(32)


def hash_token(token: str, *, purpose: str) -> str:
    """SHA-256 of the token bound to its purpose, as 64 hex digits."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()


def is_token(token: str, *, purpose: str, stored: str) -> bool:
    """Compare in constant time."""
    return bool(stored) and hmac.compare_digest(hash_token(token, purpose=purpose), stored)
