"""Colours that can be read: relative luminance and contrast after WCAG 2.2, 1.4.3."""

import re


def is_hex_colour(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`share` (0-1) of `other` mixed into `colour`, in sRGB."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable_on(background: str) -> str:
    """White or near-black where they reach 4.5:1 on the background, else pure black, which then does."""
    candidates = [text for text in ("#ffffff", "#14201f") if contrast(text, background) >= 4.5]
    return max(candidates or ["#000000"], key=lambda text: contrast(text, background))


def tint(colour: str) -> str:
    """A very light version for surfaces."""
    return mix(colour, "#ffffff", 0.93)


def darken_until_readable(colour: str) -> str:
    """The colour itself, or the first darker shade with at least 4.5:1 on its own tint."""
    shade, step = colour, 0.0
    while contrast(shade, tint(colour)) < 4.6:
        step += 0.05
        shade = mix(colour, "#000000", min(step, 1))
    return shade
