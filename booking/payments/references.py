"""References that banks carry along with a payment.

Both kinds say the payment's own code, ten letters of base 32 (core.codes), so either leads back to the payment whatever
account the organization has by then, and nothing has to be kept.
"""

import re
from typing import Final

from booking.core.codes import ALPHABET, REFERENCE_LENGTH
from booking.core.iban import remainder_97

_CARRY: Final = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_QRR_LENGTH: Final = 27
_CREDITOR: Final = re.compile(rf"RF[0-9]{{2}}[{ALPHABET}]{{{REFERENCE_LENGTH}}}")


def creditor_reference(code: str) -> str:
    """ISO 11649 (SCOR): RF, two check digits, the payment's code. For any account but a QR-IBAN."""
    return f"RF{98 - remainder_97(f'RF00{code}'):02}{code}"


def qr_reference(code: str) -> str:
    """Swiss QRR: the payment's code as a number of 26 digits and a check digit. For a QR-IBAN."""
    number = 0
    for letter in code:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    digits = f"{number:0{_QRR_LENGTH - 1}}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """Modulo 10, recursive (Swiss Payment Standards, IG QR-bill, annex B)."""
    carry = 0
    for digit in digits:
        carry = _CARRY[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


def payment_code(reference: str) -> str:
    """The code of the payment that a reference of either kind speaks of; empty for one that is not ours or mistyped."""
    plain = "".join(reference.split()).upper()
    if len(plain) == _QRR_LENGTH and plain.isascii() and plain.isdigit():
        return _code_of(plain)
    if _CREDITOR.fullmatch(plain) and remainder_97(plain) == 1:
        return plain[4:]
    return ""


def codes_in(text: str) -> list[str]:
    """The payments' codes of all creditor references within a text, however they were spaced."""
    plain = "".join(text.split()).upper()
    found = (payment_code(plain[match.start() : match.start() + 4 + REFERENCE_LENGTH]) for match in _starts(plain))
    return list(dict.fromkeys(code for code in found if code))


def in_fives(reference: str) -> str:
    """A QR reference as it is printed: two digits, then groups of five."""
    return " ".join([reference[:2], *(reference[i : i + 5] for i in range(2, len(reference), 5))])


def _starts(plain: str) -> list[re.Match]:
    return list(re.finditer("(?=RF[0-9]{2})", plain))


def _code_of(digits: str) -> str:
    number, letters = int(digits[:-1]), []
    if check_digit(digits[:-1]) != digits[-1] or number >= len(ALPHABET) ** REFERENCE_LENGTH:
        return ""
    for _ in range(REFERENCE_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(reversed(letters))
