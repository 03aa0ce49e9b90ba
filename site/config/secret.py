"""A secret key that is made once and kept beside the data, so that a demo needs no configuration."""

import os
import secrets
from pathlib import Path


def secret_kept_in(path: Path) -> str:
    """Read the key, making it on first use; readable by the owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key
