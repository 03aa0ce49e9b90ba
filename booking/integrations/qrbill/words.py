"""The headings of a QR-bill in the four languages of the standard (Implementation Guidelines QR-bill, annex D)."""

from typing import NamedTuple


class Headings(NamedTuple):
    payment_part: str
    account: str
    reference: str
    information: str
    currency: str
    amount: str
    receipt: str
    acceptance: str
    separate: str
    payable_by: str


_EN = Headings(
    payment_part="Payment part",
    account="Account / Payable to",
    reference="Reference",
    information="Additional information",
    currency="Currency",
    amount="Amount",
    receipt="Receipt",
    acceptance="Acceptance point",
    separate="Separate before paying in",
    payable_by="Payable by (name/address)",
)
_HEADINGS = {
    "en": _EN,
    "de": Headings(
        payment_part="Zahlteil",
        account="Konto / Zahlbar an",
        reference="Referenz",
        information="Zusätzliche Informationen",
        currency="Währung",
        amount="Betrag",
        receipt="Empfangsschein",
        acceptance="Annahmestelle",
        separate="Vor der Einzahlung abzutrennen",
        payable_by="Zahlbar durch (Name/Adresse)",
    ),
    "fr": Headings(
        payment_part="Section paiement",
        account="Compte / Payable à",
        reference="Référence",
        information="Informations supplémentaires",
        currency="Monnaie",
        amount="Montant",
        receipt="Récépissé",
        acceptance="Point de dépôt",
        separate="A détacher avant le versement",
        payable_by="Payable par (nom/adresse)",
    ),
    "it": Headings(
        payment_part="Sezione pagamento",
        account="Conto / Pagabile a",
        reference="Riferimento",
        information="Informazioni supplementari",
        currency="Valuta",
        amount="Importo",
        receipt="Ricevuta",
        acceptance="Punto di accettazione",
        separate="Da staccare prima del versamento",
        payable_by="Pagabile da (nome/indirizzo)",
    ),
}


def headings_in(language: str) -> Headings:
    """In a language such as de-CH; English where the standard has none."""
    return _HEADINGS.get(language.lower().partition("-")[0], _EN)
