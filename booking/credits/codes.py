"""The code by which somebody uses what is theirs: 80 random bits that can be typed."""

import secrets

from booking.core.codes import ALPHABET, hash_token

_LETTERS = 16
_LOOK_ALIKES = str.maketrans("ILO", "110")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(_LETTERS))


def fold_code(code: str) -> str:
    """As it was made, however it was typed: groups, small letters and letters that look alike do not matter."""
    return "".join(code.upper().split()).replace("-", "").translate(_LOOK_ALIKES)


def hash_code(code: str, *, purpose: str) -> str:
    return hash_token(fold_code(code), purpose=purpose)


def in_groups(code: str) -> str:
    """For people: "AB12-CD34-EF56-GH78"."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
