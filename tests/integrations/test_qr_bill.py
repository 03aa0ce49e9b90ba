"""The Swiss QR-bill against the standard: what its code says, its letters and limits, and the slip (PAY-2)."""

import re
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import segno

from booking.billing.models import Order
from booking.core.money import Money
from booking.integrations.qrbill.layout import CODE, draw_code
from booking.integrations.qrbill.payload import Address, NoQrBill, QrBill, fit
from booking.integrations.qrbill.pdf import slip_pdf
from booking.integrations.qrbill.svg import code_svg, slip_svg
from booking.payments.models import Payment
from booking.payments.providers import registry

pytestmark = pytest.mark.either_database

SCHNEIDER = Address("Robert Schneider AG", "Rue du Lac", "1268", "2501", "Biel", "CH")
RUTSCHMANN = Address("Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse", "28", "9400", "Rorschach", "CH")
# The examples of the Implementation Guidelines, annex A.
WITH_QRR = QrBill(
    account="CH4431999123000889012",
    creditor=SCHNEIDER,
    amount=Money(194975, "CHF"),
    reference="210000000003139471430009017",
    message="Instruction of 03.04.2019",
    debtor=RUTSCHMANN,
)
WITH_SCOR = replace(
    WITH_QRR,
    account="CH5800791123000889012",
    amount=Money(19995, "CHF"),
    reference="RF18539007547034",
    message="",
    debtor=None,
)


def test_the_code_says_what_the_example_with_a_qr_reference_says():
    assert WITH_QRR.payload().split("\n") == [
        *("SPC", "0200", "1", "CH4431999123000889012"),
        *("S", "Robert Schneider AG", "Rue du Lac", "1268", "2501", "Biel", "CH"),
        *[""] * 7,
        *("1949.75", "CHF"),
        *("S", "Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse", "28", "9400", "Rorschach", "CH"),
        *("QRR", "210000000003139471430009017", "Instruction of 03.04.2019", "EPD"),
    ]


def test_the_code_says_what_the_example_with_a_creditor_reference_says():
    lines = WITH_SCOR.payload().split("\n")
    assert lines[18:20] == ["199.95", "CHF"]
    assert lines[20:] == [*[""] * 7, "SCOR", "RF18539007547034", "", "EPD"]


def test_a_bill_without_a_reference_says_so():
    assert replace(WITH_SCOR, reference="").payload().split("\n")[27:29] == ["NON", ""]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"account": "CH5800791123000889013"}, "the account must be an IBAN"),
        ({"account": "NO9386011117947"}, "the account must be an IBAN"),
        ({"account": "CH58 0079 1123 0008 8901 2"}, "the account must be an IBAN"),
        ({"account": "CH4431999123000889012"}, "a QR-IBAN goes with a QR reference"),
        ({"reference": "210000000003139471430009017"}, "an IBAN goes with a creditor reference"),
        ({"reference": "RF19539007547034"}, "an IBAN goes with a creditor reference"),
        ({"amount": Money(100, "NOK")}, "the currency must be CHF or EUR"),
        ({"amount": Money(0, "CHF")}, "the amount must be from 0.01"),
        ({"amount": Money(100_000_000_000, "CHF")}, "the amount must be from 0.01"),
        ({"message": "x" * 141}, "the message is longer than 140"),
        ({"message": "two\nlines"}, "the message holds characters outside"),
        ({"message": "書"}, "the message holds characters outside"),
        ({"creditor": replace(SCHNEIDER, town="")}, "the town is missing"),
        ({"creditor": replace(SCHNEIDER, name="n" * 71)}, "the name is longer than 70"),
        ({"creditor": replace(SCHNEIDER, building="1" * 17)}, "the building is longer than 16"),
    ],
)
def test_what_the_standard_forbids_is_no_bill(changes, what):
    with pytest.raises(NoQrBill, match=what):
        replace(WITH_SCOR, **changes)


@pytest.mark.parametrize("minor", [1, 5, 100, 99_999_999_999])
def test_amounts_have_two_decimals_and_no_leading_zeros(minor):
    assert re.fullmatch(
        r"(0|[1-9][0-9]{0,8})\.[0-9]{2}", replace(WITH_SCOR, amount=Money(minor, "EUR")).payload().split("\n")[18]
    )


@pytest.mark.parametrize(
    ("typed", "fitted"),
    [
        ("Łódź Čapek & Søn", "Łódź Čapek & Søn"),
        ("Ștefan € 5", "Ștefan € 5"),
        ("Nguyễn Văn", "Nguyen Văn"),
        ("Yoga 太極 am\tSee\n", "Yoga am See"),
        ("Cafe\u0301 ☕", "Café"),
        ("x" * 80, "x" * 70),
    ],
)
def test_texts_keep_the_letters_of_the_standard(typed, fitted):
    assert fit(typed, most=70) == fitted


def test_the_code_is_drawn_with_the_cross_in_its_middle():
    boxes = list(draw_code(WITH_QRR.payload(), x=0, y=0))
    symbol = segno.make(WITH_QRR.payload(), error="m", micro=False, boost_error=False)
    side = CODE / len(symbol.matrix)
    drawn = sum(round(box.width / side) for box in boxes[:-4])
    assert (drawn, symbol.error, symbol.version <= 25) == (sum(map(sum, symbol.matrix)), "M", True)
    assert [(round(box.width, 2), round(box.height, 2), box.is_black) for box in boxes[-4:]] == [
        (7.0, 7.0, False),
        (6.0, 6.0, True),
        (1.17, 3.9, False),
        (3.9, 1.17, False),
    ]
    assert {(round(box.x + box.width / 2, 2), round(box.y + box.height / 2, 2)) for box in boxes[-4:]} == {(23.0, 23.0)}


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("de-CH", ["Empfangsschein", "Zahlteil", "Währung", "Betrag", "Annahmestelle"]),
        ("fr", ["Récépissé", "Section paiement", "Monnaie", "Montant", "Point de dépôt"]),
        ("it", ["Ricevuta", "Sezione pagamento", "Valuta", "Importo", "Punto di accettazione"]),
        ("en", ["Receipt", "Payment part", "Currency", "Amount", "Acceptance point"]),
        ("rm", ["Receipt", "Payment part", "Currency", "Amount", "Acceptance point"]),
    ],
)
def test_the_slip_is_headed_in_the_language_of_the_reader(language, headings):
    texts = _texts(slip_svg(WITH_QRR, language=language))
    assert [heading for heading in headings if heading not in texts] == []
    for text in ("CH44 3199 9123 0008 8901 2", "21 00000 00003 13947 14300 09017", "1 949.75", "2501 Biel"):
        assert texts.count(text) == 2
    assert texts.count("Instruction of 03.04.2019") == 1


def test_texts_cannot_become_markup():
    evil = replace(WITH_SCOR, message="</text><script>(\\)", creditor=replace(SCHNEIDER, name='A & "B" <i>'))
    assert "</text><script>(\\)" in _texts(slip_svg(evil, language="en"))
    assert rb"(</text><script>\(\\\)) Tj" in slip_pdf(evil, language="en")


def test_a_long_name_stays_within_its_column():
    long = replace(WITH_SCOR, creditor=replace(SCHNEIDER, name="Wellenreiterinnen " * 3 + "W" * 16))
    drawing = ElementTree.fromstring(slip_svg(long, language="de"))
    names = [line for line in drawing.iter() if line.text and "W" in line.text and "Währung" not in line.text]
    assert len(names) > 2


def test_the_sheet_is_a_pdf_whose_table_is_right():
    sheet = slip_pdf(replace(WITH_SCOR, message="Łódź, Ștefan"), language="fr")
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", sheet)[1])
    begins = [int(found) for found in re.findall(rb"(\d{10}) 00000 n ", sheet[start:])]
    assert [sheet[begin : begin + 7] for begin in begins] == [b"%d 0 obj" % number for number in range(1, 7)]
    length = int(re.search(rb"/Length (\d+)", sheet)[1])
    assert sheet[sheet.index(b"stream\n") + 7 :][length:].startswith(b"\nendstream")
    assert b"(Lodz, Stefan) Tj" in sheet.replace("ó".encode("cp1252"), b"o")
    assert "(Section paiement) Tj".encode("cp1252") in sheet
    assert zlib.crc32(sheet) == zlib.crc32(slip_pdf(replace(WITH_SCOR, message="Łódź, Ștefan"), language="fr"))


@pytest.fixture
def payment(studio) -> Payment:
    studio.street, studio.building, studio.postcode, studio.town = "Quai", "1", "8002", "Zürich"
    return Payment(
        organization=studio, order=Order(reference="R"), reference="7K2MXW09QP", amount=12000, currency="CHF"
    )


def test_the_way_to_pay_asks_for_a_creditor_reference_at_an_ordinary_account(payment):
    assert registry.get("qr_bill")().instructions(payment) == {
        "Amount": "CHF 120.00",
        "Account holder": "Harbour Studio GmbH",
        "IBAN": "CH93 0076 2011 6238 5295 7",
        "Reference": "RF21 7K2M XW09 QP",
    }


def test_the_way_to_pay_asks_for_a_qr_reference_at_a_qr_iban(payment):
    payment.organization.bank_qr_iban = "CH44 3199 9123 0008 8901 2"
    shown = registry.get("qr_bill")().instructions(payment)
    assert (shown["IBAN"], shown["Reference"]) == ("CH44 3199 9123 0008 8901 2", "00 00000 00002 67272 52231 14148")
    assert shown["Reference"] in _texts(registry.get("qr_bill")().bill(payment).slip("en"))


@pytest.mark.parametrize(
    "missing",
    [{"bank_iban": ""}, {"town": ""}, {"postcode": ""}, {"currency": "NOK"}, {"bank_iban": "NO9386011117947"}],
)
def test_the_way_to_pay_is_offered_with_all_it_needs_only(payment, missing):
    provider, studio = registry.get("qr_bill")(), payment.organization
    assert provider.is_available(studio) is True
    for name, value in missing.items():
        setattr(studio, name, value)
    assert provider.is_available(studio) is False


def test_an_amount_beyond_the_standard_has_no_bill(payment):
    payment.amount = 100_000_000_000
    assert registry.get("qr_bill")().bill(payment) is None


def test_the_code_alone_has_the_white_edge_that_readers_need():
    drawing = ElementTree.fromstring(code_svg(WITH_SCOR))
    assert (drawing.get("width"), drawing.get("viewBox")) == ("56mm", "0 0 56 56")


def _texts(drawing: str) -> list[str]:
    return [element.text for element in ElementTree.fromstring(drawing).iter() if element.text]
