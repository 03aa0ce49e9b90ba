"""What stands where on the slip of 210 × 105 mm: receipt to the left, payment part to the right.

Swiss Payment Standards, Implementation Guidelines QR-bill 2.3, chapter 3. Millimetres from the left and from the
top, sizes of letters in points, baselines of text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import segno

from booking.core.iban import in_fours
from booking.integrations.qrbill.letters import bold_width_of, break_lines
from booking.integrations.qrbill.payload import QrBill
from booking.integrations.qrbill.words import Headings, headings_in
from booking.payments.references import in_fives

WIDTH, HEIGHT, RECEIPT = 210.0, 105.0, 62.0
CODE = 46.0
_POINT = 25.4 / 72
_CROSS, _BLACK, _ARM, _BAR = 7.0, 6.0, 3.9, 1.17


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `x` and `y` say where its baseline begins."""

    x: float
    y: float
    size: float
    text: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, black or white."""

    x: float
    y: float
    width: float
    height: float
    is_black: bool = True


Mark = Words | Box


@dataclass(frozen=True, slots=True)
class _Column:
    """Headings and what they head, downwards: sizes and the distance of lines in points, width in millimetres."""

    x: float
    y: float
    width: float
    heading: float
    value: float
    line: float
    gap: float


_RECEIPT = _Column(x=5, y=12, width=52, heading=6, value=8, line=9, gap=9)
_PART = _Column(x=118, y=5, width=87, heading=8, value=10, line=11, gap=11)


def draw_code(payload: str, *, x: float, y: float) -> Iterator[Box]:
    """The symbol of 46 × 46 mm with the Swiss cross in its middle, without the white edge around."""
    # Level M is the standard's, and a higher one would only make the squares smaller.
    rows = [list(row) for row in segno.make(payload, error="m", micro=False, boost_error=False).matrix]
    side = CODE / len(rows)
    for number, row in enumerate(rows):
        for start, length in _runs(row):
            yield Box(x + start * side, y + number * side, length * side, side)
    centre = (x + CODE / 2, y + CODE / 2)
    yield _centred(*centre, _CROSS, _CROSS, is_black=False)
    yield _centred(*centre, _BLACK, _BLACK, is_black=True)
    yield _centred(*centre, _BAR, _ARM, is_black=False)
    yield _centred(*centre, _ARM, _BAR, is_black=False)


def draw_slip(bill: QrBill, *, language: str) -> list[Mark]:
    """All of it, the line between the two parts included."""
    words = headings_in(language)
    return [
        Box(RECEIPT, 0, 0.2, HEIGHT),
        Words(5, 5 + 11 * _POINT, 11, words.receipt, is_bold=True),
        *_facts(_RECEIPT, _receipt_facts(bill, words), bill=bill, words=words),
        *_amount(bill, words, x=5, heading=6, value=8, step=12),
        *_ending(words.acceptance, right=57, y=84.5, size=6),
        Words(67, 5 + 11 * _POINT, 11, words.payment_part, is_bold=True),
        *draw_code(bill.payload(), x=67, y=17),
        *_amount(bill, words, x=67, heading=8, value=10, step=16),
        *_facts(_PART, _part_facts(bill, words), bill=bill, words=words),
    ]


def draw_separation(*, language: str) -> list[Mark]:
    """What stands above the slip on a sheet that is printed by whoever pays: a line, and what to do there."""
    text = headings_in(language).separate
    return [Box(0, 0, WIDTH, 0.2), Words(62, -1.5, 7, text)]


def _runs(row: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring dark squares as (first, how many)."""
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def _centred(x: float, y: float, width: float, height: float, *, is_black: bool) -> Box:
    return Box(x - width / 2, y - height / 2, width, height, is_black)


def _receipt_facts(bill: QrBill, words: Headings) -> list[tuple[str, list[str]]]:
    facts = [(words.account, [in_fours(bill.account), *bill.creditor.lines()])]
    if bill.reference:
        facts.append((words.reference, [_printed_reference(bill)]))
    return facts


def _part_facts(bill: QrBill, words: Headings) -> list[tuple[str, list[str]]]:
    facts = _receipt_facts(bill, words)
    if bill.message:
        facts.append((words.information, [bill.message]))
    return facts


def _printed_reference(bill: QrBill) -> str:
    return in_fives(bill.reference) if bill.kind_of_reference == "QRR" else in_fours(bill.reference)


def _facts(column: _Column, facts: list[tuple[str, list[str]]], *, bill: QrBill, words: Headings) -> Iterator[Mark]:
    y = column.y
    debtor = [(words.payable_by.partition(" (")[0], bill.debtor.lines())] if bill.debtor else []
    for heading, lines in facts + debtor:
        y += column.line * _POINT
        yield Words(column.x, y, column.heading, heading, is_bold=True)
        for line in lines:
            for part in break_lines(line, size=column.value, most=column.width):
                y += column.line * _POINT
                yield Words(column.x, y, column.value, part)
        y += column.gap * _POINT
    if bill.debtor is None:
        y += column.line * _POINT
        yield Words(column.x, y, column.heading, words.payable_by, is_bold=True)
        width, height = (52, 20) if column is _RECEIPT else (65, 25)
        yield from _corners(column.x, y + 1.2, width, height)


def _amount(bill: QrBill, words: Headings, *, x: float, heading: float, value: float, step: float) -> Iterator[Mark]:
    first = 68 + (heading + 3) * _POINT
    second = first + (value + 3) * _POINT
    whole, _, cents = bill.amount.amount.partition(".")
    printed = f"{int(whole):,}".replace(",", " ") + f".{cents}"
    yield Words(x, first, heading, words.currency, is_bold=True)
    yield Words(x + step, first, heading, words.amount, is_bold=True)
    yield Words(x, second, value, bill.amount.currency)
    yield Words(x + step, second, value, printed)


def _ending(text: str, *, right: float, y: float, size: float) -> Iterator[Mark]:
    yield Words(right - bold_width_of(text, size=size), y, size, text, is_bold=True)


def _corners(x: float, y: float, width: float, height: float) -> Iterator[Mark]:
    """Where the payer's name is written by hand: corners of 3 mm, lines of 0.75 points."""
    arm, line = 3.0, 0.75 * _POINT
    for left in (x, x + width - arm):
        yield Box(left, y, arm, line)
        yield Box(left, y + height - line, arm, line)
    for top in (y, y + height - arm):
        yield Box(x, top, line, arm)
        yield Box(x + width - line, top, line, arm)
