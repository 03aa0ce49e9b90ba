"""Finding words in texts of any script, the same on every database."""

import re
import unicodedata


def fold_text(text: str) -> str:
    """For comparing what people type with what is written: no case, no accents, one width (NFKD, Unicode TR 15)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain)


def search_words(text: str) -> list[str]:
    """The folded words of a search, in order."""
    return re.findall(r"\w+", fold_text(text))


def has_words(words: list[str], *, text: str) -> bool:
    """Whether every word (folded) occurs somewhere in the text, as a part of a word too."""
    folded = fold_text(text)
    return all(word in folded for word in words)
