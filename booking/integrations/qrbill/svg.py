"""The slip, and the code alone, as SVG."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from booking.integrations.qrbill.layout import CODE, HEIGHT, WIDTH, Box, Mark, Words, draw_code, draw_slip
from booking.integrations.qrbill.payload import QrBill

_QUIET = 5.0
_FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
_POINT = 25.4 / 72


def slip_svg(bill: QrBill, *, language: str) -> str:
    """210 × 105 mm."""
    return _svg(draw_slip(bill, language=language), width=WIDTH, height=HEIGHT)


def code_svg(bill: QrBill) -> str:
    """The code with the white edge of 5 mm that it needs."""
    side = CODE + 2 * _QUIET
    return _svg(draw_code(bill.payload(), x=_QUIET, y=_QUIET), width=side, height=side)


def _svg(marks: Iterable[Mark], *, width: float, height: float) -> str:
    drawn = "".join(_drawn(kind, list(group)) for kind, group in groupby(marks, key=_kind))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{_FONT}">'
        f'<path fill="#fff" d="M0 0h{width:g}v{height:g}H0z"/>{drawn}</svg>'
    )


def _kind(mark: Mark) -> str:
    if isinstance(mark, Words):
        return "words"
    return "black" if mark.is_black else "white"


def _drawn(kind: str, marks: list) -> str:
    """Neighbours of one colour are one path."""
    if kind == "words":
        return "".join(_line(words) for words in marks)
    colour = "#000" if kind == "black" else "#fff"
    return f'<path fill="{colour}" shape-rendering="crispEdges" d="{"".join(_outline(box) for box in marks)}"/>'


def _outline(box: Box) -> str:
    return f"M{box.x:.2f} {box.y:.2f}h{box.width:.2f}v{box.height:.2f}h{-box.width:.2f}z"


def _line(words: Words) -> str:
    weight = ' font-weight="700"' if words.is_bold else ""
    place = f'x="{words.x:.2f}" y="{words.y:.2f}" font-size="{words.size * _POINT:.3f}"'
    return f"<text {place}{weight}>{escape(words.text)}</text>"
