"""How wide letters of Helvetica are, in thousandths of their size (Adobe font metrics), and where lines break."""

import unicodedata

_FROM = 32
_PLAIN = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_BOLD = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611),
    *(975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
_UNKNOWN = 722
_POINT = 25.4 / 72


def width_of(text: str, *, size: float, widths: tuple[int, ...] = _PLAIN) -> float:
    """In millimetres, of a size in points."""
    return sum(_width(character, widths) for character in text) / 1000 * size * _POINT


def bold_width_of(text: str, *, size: float) -> float:
    return width_of(text, size=size, widths=_BOLD)


def break_lines(text: str, *, size: float, most: float) -> list[str]:
    """Lines of at most so many millimetres; a word that is too long for one is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size=size) <= most:
            lines[-1] = longer
            continue
        *whole, rest = _cut(word, size=size, most=most)
        lines += [*whole, rest]
    return [line for line in lines if line]


def _cut(word: str, *, size: float, most: float) -> list[str]:
    parts = [""]
    for character in word:
        if width_of(parts[-1] + character, size=size) > most:
            parts.append("")
        parts[-1] += character
    return parts


def _width(character: str, widths: tuple[int, ...]) -> int:
    base = unicodedata.normalize("NFD", character)[0]
    place = ord(base) - _FROM
    return widths[place] if 0 <= place < len(widths) else _UNKNOWN
