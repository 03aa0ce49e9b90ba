"""What a PDF says, read back."""

from io import BytesIO

from pypdf import PdfReader


def pages_of(content: bytes) -> list[str]:
    """The text of each page, with plain spaces."""
    return [
        page.extract_text().replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")
        for page in PdfReader(BytesIO(content)).pages
    ]


def title_of(content: bytes) -> str:
    return PdfReader(BytesIO(content)).metadata.title
