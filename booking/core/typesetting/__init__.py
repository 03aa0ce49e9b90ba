"""PDF by typst. A template is a file of the product; what people typed is data to it and never part of its text.

Fonts: `fonts/` has Figtree (SIL OFL 1.1, see LICENSE there) in two weights, cut from the variable font that the pages
use; scripts that it lacks come from typst's own fonts and from those of the machine.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

_HERE = Path(__file__).parent

TypesettingError = typst.TypstError


def typeset(template: Path, *, data: Mapping[str, object], at: datetime) -> bytes:
    """The PDF that a template makes of JSON data (`json(bytes(sys.inputs.data))`), dated `at`.

    The same data gives the same bytes. Raises TypesettingError.
    """
    compiler = typst.Compiler(root=_HERE, font_paths=_fonts())
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return compiler.compile(template.read_bytes(), format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp()))


@cache
def _fonts() -> typst.Fonts:
    """Looking for them takes longer than setting a page."""
    return typst.Fonts(font_paths=[str(_HERE / "fonts")])
