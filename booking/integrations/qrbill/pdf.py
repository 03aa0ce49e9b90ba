"""A sheet of A4 with the slip at its foot, as PDF (ISO 32000-1).

Helvetica is one of the fonts that every reader of PDF has, and one of those that the standard allows; so nothing has to
be embedded, and what is drawn is text and rectangles alone. Its encoding ends with the letters of Western Europe:
others are printed without their accents, and stand in the code as they are.
"""

import unicodedata

from booking.integrations.qrbill.layout import HEIGHT, Box, Mark, Words, draw_separation, draw_slip
from booking.integrations.qrbill.payload import QrBill

_POINT = 25.4 / 72
_A4 = (595.28, 841.89)
_HEADER = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_OTHERS = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N"})


def slip_pdf(bill: QrBill, *, language: str) -> bytes:
    marks = [*draw_separation(language=language), *draw_slip(bill, language=language)]
    content = "\n".join(_drawn(mark) for mark in marks).encode("cp1252")
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_A4[0]} {_A4[1]}] /Contents 4 0 R "
            f"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            font.format("Helvetica").encode(),
            font.format("Helvetica-Bold").encode(),
        ]
    )


def _file(objects: list[bytes]) -> bytes:
    """Numbered objects and the table of where each begins (§7.5)."""
    written, begins = bytearray(_HEADER), []
    for number, content in enumerate(objects, 1):
        begins.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)


def _drawn(mark: Mark) -> str:
    x = mark.x / _POINT
    if isinstance(mark, Words):
        y = (HEIGHT - mark.y) / _POINT
        return f"BT /F{1 + mark.is_bold} {mark.size:g} Tf {x:.2f} {y:.2f} Td ({_text(mark.text)}) Tj ET"
    return f"{_colour(mark)} {x:.2f} {(HEIGHT - mark.y - mark.height) / _POINT:.2f} {_size(mark)} re f 0 g"


def _colour(box: Box) -> str:
    return "0 g" if box.is_black else "1 g"


def _size(box: Box) -> str:
    return f"{box.width / _POINT:.2f} {box.height / _POINT:.2f}"


def _text(text: str) -> str:
    """As a literal string (§7.3.4.2) in letters that the encoding has."""
    return "".join("\\" + letter if letter in "()\\" else letter for letter in map(_printable, text))


def _printable(letter: str) -> str:
    for tried in (letter, letter.translate(_OTHERS), unicodedata.normalize("NFD", letter)[0]):
        try:
            tried.encode("cp1252")
        except UnicodeEncodeError:
            continue
        return tried
    return "?"
