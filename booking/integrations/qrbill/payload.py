"""What the code of a QR-bill says: 31 lines in one order, and the letters that may stand in them.

Swiss Payment Standards, Implementation Guidelines QR-bill 2.3, chapter 4. Addresses are structured, as 2.3 demands.
"""

import re
import unicodedata
from dataclasses import dataclass

from booking.core.iban import is_account, is_iban, is_qr_iban, is_swiss_iban, remainder_97
from booking.core.money import Money
from booking.payments.references import check_digit

CURRENCIES = ("CHF", "EUR")
MOST = 99_999_999_999  # minor units
_LONGEST_TEXT = 140
_REFUSED = re.compile("[^\x20-\x7e\xa0-\xff\u0100-\u017f\u0218-\u021b\u20ac]")
_CREDITOR = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}", re.ASCII)


class NoQrBill(ValueError):
    """The standard does not allow this; the message says what."""


@dataclass(frozen=True, slots=True)
class Address:
    """Structured: type S."""

    name: str
    street: str
    building: str
    postcode: str
    town: str
    country: str

    def lines(self) -> list[str]:
        """As they are printed."""
        foreign = "" if self.country in ("CH", "LI") else f"{self.country}-"
        parts = (self.name, f"{self.street} {self.building}".strip(), f"{foreign}{self.postcode} {self.town}")
        return [part for part in parts if part]

    def elements(self) -> list[str]:
        return ["S", self.name, self.street, self.building, self.postcode, self.town, self.country]


_LENGTHS = {"name": 70, "street": 70, "building": 16, "postcode": 16, "town": 35, "country": 2}
_NEEDED = ("name", "postcode", "town", "country")


@dataclass(frozen=True, slots=True)
class QrBill:
    """One bill. `account` is a QR-IBAN with a QR reference, or another IBAN with a creditor reference or none."""

    account: str
    creditor: Address
    amount: Money
    reference: str = ""
    message: str = ""
    debtor: Address | None = None

    def __post_init__(self):
        _check_account(self.account, reference=self.reference)
        _check_amount(self.amount)
        for address in (self.creditor, self.debtor):
            if address is not None:
                _check_address(address)
        _check_text("message", self.message, most=_LONGEST_TEXT)

    @property
    def kind_of_reference(self) -> str:
        if not self.reference:
            return "NON"
        return "QRR" if is_qr_iban(self.account) else "SCOR"

    def payload(self) -> str:
        """What the code holds."""
        nobody = [""] * 7
        return "\n".join(
            [
                *("SPC", "0200", "1"),
                self.account,
                *self.creditor.elements(),
                *nobody,
                self.amount.amount,
                self.amount.currency,
                *(self.debtor.elements() if self.debtor else nobody),
                self.kind_of_reference,
                self.reference,
                self.message,
                "EPD",
            ]
        )


def fit(text: str, *, most: int) -> str:
    """In letters that the standard knows, on one line, at most so long."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    known = "".join(_nearest(character) if _REFUSED.match(character) else character for character in composed)
    return " ".join(known.split())[:most].strip()


def _nearest(character: str) -> str:
    """Without its accents, or a space for a letter of another script."""
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return " " if not plain or _REFUSED.search(plain) else plain


def _check_account(account: str, *, reference: str) -> None:
    if not is_iban(account) or " " in account or not is_swiss_iban(account):
        raise NoQrBill("the account must be an IBAN of Switzerland or Liechtenstein")
    if is_account(account):
        if reference and not (_CREDITOR.fullmatch(reference) and remainder_97(reference) == 1):
            raise NoQrBill("an IBAN goes with a creditor reference (ISO 11649) or with none")
    elif not (re.fullmatch("[0-9]{27}", reference) and check_digit(reference[:-1]) == reference[-1]):
        raise NoQrBill("a QR-IBAN goes with a QR reference of 27 digits")


def _check_amount(amount: Money) -> None:
    if amount.currency not in CURRENCIES:
        raise NoQrBill("the currency must be CHF or EUR")
    if not 1 <= amount.minor <= MOST:
        raise NoQrBill("the amount must be from 0.01 to 999,999,999.99")


def _check_address(address: Address) -> None:
    for name, most in _LENGTHS.items():
        text = getattr(address, name)
        _check_text(name, text, most=most)
        if name in _NEEDED and not text:
            raise NoQrBill(f"the {name} is missing")


def _check_text(name: str, text: str, *, most: int) -> None:
    if len(text) > most:
        raise NoQrBill(f"the {name} is longer than {most} characters")
    if _REFUSED.search(text):
        raise NoQrBill(f"the {name} holds characters outside of the standard's")
