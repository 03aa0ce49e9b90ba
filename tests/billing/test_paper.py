"""PAY-1: invoices as PDF: what they say, in which language, and that nothing that was typed is run."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from booking.billing.models import Document
from booking.billing.paper import Received, Standing, document_pdf, receipt_pdf
from booking.billing.selectors import lines_of
from booking.billing.services import Buyer, issue_credit_note, issue_invoice
from booking.core.money import Money
from tests.billing.conftest import BUYER
from tests.billing.pdf import pages_of, title_of

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

HOSTILE = [
    '#import "@preview/cetz:0.3.0"',
    '#read("/etc/passwd")',
    "#panic() ] ) } $x^2$ *bold* _it_ <label> @ref `raw` // gone",
    '\\u{1F600} "]) #sys.inputs {json} ${x}',
]


@pytest.fixture
def printed(organization, now):
    """The pages of a document's PDF."""

    def pages(document: Document, *, due: int | None = None, **standing) -> list[str]:
        left = Money(document.total if due is None else due, document.currency)
        content = document_pdf(
            document, lines=lines_of(document), organization=organization, standing=Standing(left, **standing)
        )
        assert content.startswith(b"%PDF-")
        return pages_of(content)

    return pages


@pytest.fixture
def invoice(organization, place, now):
    def issue(*lines, buyer=BUYER, **values) -> Document:
        order = place(*lines, **values)
        return issue_invoice(order, organization=organization, buyer=buyer, subject="BOOKING", now=now)

    return issue


def test_invoice_says_who_what_when_and_how_much(invoice, printed, organization):
    organization.vat_number = "CHE-123.456.789 MWST"
    details = (("IBAN", "CH93 0076 2011 6238 5295 7"),)
    [text] = printed(invoice((123450, "8.1"), (-1000, "8.1")), details=details)
    for expected in (
        "Invoice 2027-0001",
        "4 January 2027",
        "14 January 2027",
        "Eve Muster",
        "CHE-123.456.789 MWST",
        "1 234.50",
        "-10.00",
        "CHF 1 224.50",
        "VAT 8.1 % included, on 1 132.75",
        "91.75",
        "Please pay CHF 1 224.50 by 14 January 2027.",
        "CH93 0076 2011 6238 5295 7",
        "Page 1 of 1",
    ):
        assert expected in text, text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "de",
            [
                "Rechnung 2027-0001",
                "14. Januar 2027",
                "Bezahlt am 4. Januar 2027",
                "MWST 8.1 % enthalten",
                "Seite 1 von 1",
            ],
        ),
        ("fr-CH", ["Facture 2027-0001", "14 janvier 2027", "Payé le 4 janvier 2027", "Page 1 sur 1"]),
        ("it", ["Fattura 2027-0001", "14 Gennaio 2027", "Pagato il 4 Gennaio 2027", "Pagina 1 di 1"]),
        ("nb", ["Invoice 2027-0001"]),
    ],
)
def test_it_speaks_the_buyers_language(invoice, printed, language, words):
    document = invoice((10000, "8.1"), buyer=Buyer("Eve", "eve@example.com", language))
    [text] = printed(document, due=0, paid_on=date(2027, 1, 4))
    assert [word for word in words if word not in text] == [], text


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "12 000"), ("CHF", "120.00"), ("KWD", "12.000")])
def test_amounts_have_the_decimals_of_their_currency(invoice, printed, currency, shown):
    [text] = printed(invoice((12000, "0"), currency=currency))
    assert f"{currency} {shown}" in text
    assert "VAT" not in text


def test_tax_on_top_stands_above_the_total(invoice, printed):
    [text] = printed(invoice((10000, "25"), (5000, "12"), tax_included=False))
    order = [text.index(part) for part in ("Subtotal", "VAT 12 % on 50.00", "VAT 25 % on 100.00", "CHF 181.00")]
    assert order == sorted(order)


def test_many_lines_go_on_on_further_pages_under_their_heads(invoice, printed):
    pages = printed(invoice(*[(100 * n, "8.1") for n in range(1, 61)]))
    assert len(pages) == 3
    assert [("Quantity" in page, f"Page {n} of 3" in page) for n, page in enumerate(pages, start=1)][:2] == [
        (True, True),
        (True, True),
    ]
    assert "CHF 1 830.00" in pages[-1]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_printed_and_never_run(organization, place, printed, text, now):
    order = place((10000, "8.1"))
    order.lines.update(description=text)
    organization.name = organization.phone = text
    document = issue_invoice(
        order, organization=organization, buyer=Buyer(text, "eve@example.com", "en"), subject="BOOKING", now=now
    )
    [page] = printed(document, details=((text, text),))
    plain, wanted = "".join(page.split()), "".join(text.split())
    assert plain.count(wanted.replace("\N{MINUS SIGN}", "-")) >= 4, page
    assert "root:" not in page


def test_long_names_stay_on_the_page(organization, place, printed, now):
    name = "Donaudampfschifffahrtsgesellschaft " * 3
    order = place((10000, "8.1"))
    order.lines.update(description=(name * 3)[:300])
    buyer = Buyer(name.strip(), "eve@example.com", "de")
    [text] = printed(issue_invoice(order, organization=organization, buyer=buyer, subject="BOOKING", now=now))
    assert text.count("Donaudampfschifffahrtsgesellschaft") >= 8


@pytest.mark.parametrize("logo", ["drawing.svg", "broken.svg", "broken.png", "gone.png"])
def test_a_logo_that_cannot_be_drawn_keeps_nobody_from_the_invoice(
    invoice, printed, organization, settings, tmp_path, logo
):
    settings.MEDIA_ROOT = tmp_path
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'
    if logo == "gone.png":
        organization.logo.name = logo
    else:
        organization.logo.save(logo, ContentFile(drawing if logo == "drawing.svg" else b"\x89 <svg"), save=False)
    [text] = printed(invoice((10000, "8.1")))
    assert "Invoice 2027-0001" in text


def test_credit_note_names_the_invoice_it_corrects(invoice, printed, organization, now):
    credit = issue_credit_note(invoice((10000, "8.1")), organization=organization, by=Money(2500, "CHF"), now=now)
    [text] = printed(credit, due=0)
    for expected in ("Credit note C2027-0001", "Corrects invoice", "2027-0001", "Total credited", "CHF 25.00"):
        assert expected in text


def test_receipt_says_what_came(invoice, organization, now):
    received = Received("PAYMENT", "Bank transfer", Money(10000, "CHF"), now, date(2027, 1, 4))
    content = receipt_pdf(received, invoice=invoice((10000, "8.1")), organization=organization)
    [text] = pages_of(content)
    assert title_of(content) == "Receipt PAYMENT"
    for expected in ("Bank transfer", "Payment of invoice 2027-0001", "CHF 100.00", "Thank you"):
        assert expected in text


def test_the_same_document_is_the_same_file(invoice, organization):
    document = invoice((10000, "8.1"))
    values = {"lines": lines_of(document), "organization": organization, "standing": Standing(Money(0, "CHF"))}
    assert document_pdf(document, **values) == document_pdf(document, **values)


def test_a_slip_stands_at_the_foot_of_the_last_page(invoice, printed):
    slip = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="105mm" viewBox="0 0 210 105">'
        '<text x="20" y="40" font-size="4">Receipt part</text></svg>'
    )
    pages = printed(invoice(*[(100, "8.1")] * 18), slip=slip)
    assert ["Receipt part" in page for page in pages] == [False, True]
