"""Readers of environment variables that fail loudly on nonsense."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: say yes or no")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: a whole number is needed") from None


def words(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name)
    return default if value is None else [word.strip() for word in value.split(",") if word.strip()]


def rates(name: str, default: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Limits as in "booking=30/60,search=100/60": so many in so many seconds; * means all of them."""
    limits = dict(default)
    for word in words(name, []):
        rate_class, _, rate = word.partition("=")
        most, _, seconds = rate.partition("/")
        if not (most.isdecimal() and seconds.isdecimal() and int(seconds)) or rate_class not in {*limits, "*"}:
            raise ImproperlyConfigured(f"{name}: {word!r} is not <class>=<requests>/<seconds>, of {', '.join(limits)}")
        for known in limits if rate_class == "*" else [rate_class]:
            limits[known] = int(most), int(seconds)
    return limits
