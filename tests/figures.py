"""Measured figures as JSON lines: on standard output, and in the file that ALMANAC_FIGURES names."""

import json
import os
import sys
from pathlib import Path


def print_figure(name: str, **values: object) -> None:
    """One line `{"figure": name, ...}`; values are numbers and texts."""
    line = json.dumps({"figure": name, **values})
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    if file := os.environ.get("ALMANAC_FIGURES"):
        with Path(file).open("a") as figures:
            figures.write(f"{line}\n")
