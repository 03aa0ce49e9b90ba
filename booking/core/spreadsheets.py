"""Tables as CSV (RFC 4180) for spreadsheets: numbers stay numbers, and no text is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date

# What makes a spreadsheet calculate, or reach one that does behind it (HARDENING H18).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark that Excel needs to see that; days as ISO 8601, amounts as decimal numbers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_plain(name) for name in header])
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if not isinstance(cell, str):
        return cell.isoformat() if isinstance(cell, date) else str(cell)
    # Blanks before the sign do not keep a spreadsheet from calculating.
    return f"'{cell}" if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) else cell
