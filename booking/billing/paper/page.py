"""What every page has: whose it is, how it looks, and how money and dates are written on it."""

from datetime import date, datetime
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import pgettext

from booking.accounts.models import Organization
from booking.billing.models import Document
from booking.core.money import Money
from booking.core.typesetting import TypesettingError, typeset

_TEMPLATE = Path(__file__).parent / "paper.typ"
_LARGEST_LOGO = 300_000
_THOUSANDS, _MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


def frame(document: Document, *, organization: Organization) -> dict[str, object]:
    """The sides of a document and the look of the page."""
    address = [*document.seller_address.splitlines(), document.seller_country] if document.seller_address else []
    contact = [document.seller_email, document.seller_phone, document.seller_vat_number]
    return {
        **look(organization, language=document.language),
        "seller": {"name": document.seller_name, "lines": [line for line in address + contact if line]},
        "buyer": [document.buyer_name, document.buyer_email],
    }


def look(organization: Organization, *, language: str) -> dict[str, object]:
    """What the organization's paper looks like, whatever stands on it; for readers of that language."""
    brand = organization.brand
    return {
        "language": language.partition("-")[0],
        "colours": {"strong": brand.primary_strong, "tint": brand.tint, "accent": brand.primary},
        "logo": _logo(organization),
        "page": pgettext("document", "Page {number} of {all}"),
        "slip": "",
    }


def print_pdf(data: dict[str, object], *, at: datetime) -> bytes:
    """Without the logo when that cannot be drawn: what was uploaded as one must keep nobody from an invoice."""
    try:
        return typeset(_TEMPLATE, data=data, at=at)
    except TypesettingError:
        if not data["logo"]:
            raise
        return typeset(_TEMPLATE, data={**data, "logo": ""}, at=at)


def amount(minor: int, currency: str) -> str:
    """ "1 234.50", with the currency's own number of decimals and spaces that do not break."""
    whole, point, decimals = Money(abs(minor), currency).amount.partition(".")
    grouped = f"{int(whole):,}".replace(",", _THOUSANDS)
    return f"{_MINUS if minor < 0 else ''}{grouped}{point}{decimals}"


def with_currency(minor: int, currency: str) -> str:
    return f"{currency}{_THOUSANDS}{amount(minor, currency)}"


def day(value: date) -> str:
    """ "4 January 2027", as the language writes it."""
    return date_format(value, pgettext("document", "j F Y"))


def _logo(organization: Organization) -> str | list[int]:
    """The text of a drawing or the bytes of a picture; nothing for none, for a large one, or one that is gone."""
    if not organization.logo:
        return ""
    try:
        with organization.logo.open("rb") as file:
            content = file.read(_LARGEST_LOGO + 1)
        if len(content) > _LARGEST_LOGO:
            return ""
        return content.decode() if organization.logo.name.lower().endswith(".svg") else list(content)
    except (OSError, UnicodeDecodeError):
        return ""
