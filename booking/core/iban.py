"""Account numbers: IBAN (ISO 13616) and the QR-IBAN of Switzerland and Liechtenstein."""

import re

from django.core.exceptions import ValidationError

_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", re.ASCII)
_SWISS_LENGTH = 21
_LONGEST = 42
_SWISS = ("CH", "LI")


def plain_iban(typed: str) -> str:
    """Without the spaces it was typed with."""
    return "".join(typed.split())


def in_fours(text: str) -> str:
    """In groups of four, as account numbers and creditor references are printed."""
    plain = plain_iban(text)
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def remainder_97(text: str) -> int:
    """ISO 7064 mod 97-10 of letters and digits, the first four characters taken last; 1 when the check digits hold."""
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97


def is_iban(typed: str) -> bool:
    """Whether the check digits hold, and the length where it is Swiss; at most 42 characters with spaces."""
    plain = plain_iban(typed)
    has_length = len(typed) <= _LONGEST and (len(plain) == _SWISS_LENGTH or not is_swiss_iban(plain))
    return _FORM.fullmatch(plain) is not None and has_length and remainder_97(plain) == 1


def is_swiss_iban(typed: str) -> bool:
    """Of Switzerland or Liechtenstein, which the QR-bill is for."""
    return plain_iban(typed).startswith(_SWISS)


def is_qr_iban(typed: str) -> bool:
    """Whether its institution number is one of 30000 to 31999, which are for payments with a QR reference alone."""
    plain = plain_iban(typed)
    return is_iban(plain) and is_swiss_iban(plain) and plain[4:9].isdigit() and 30000 <= int(plain[4:9]) <= 31999


def is_account(typed: str) -> bool:
    """An IBAN that takes any payment, so no QR-IBAN."""
    return is_iban(typed) and not is_qr_iban(typed)


def validate_account(typed: str) -> None:
    """Raises ValidationError."""
    if not is_account(typed):
        raise ValidationError("This is no IBAN that takes any payment.")


def validate_qr_iban(typed: str) -> None:
    """Raises ValidationError."""
    if not is_qr_iban(typed):
        raise ValidationError("This is no QR-IBAN.")
