"""Secrets that travel in addresses do not end in logs (HARDENING H14)."""

import logging
import re

_SECRETS = re.compile(r"((?:token|state|choice|key)=|/summary/)[^&\s/\"']+")


class RedactSecrets(logging.Filter):
    """Writes "..." for tokens in whatever is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        redacted = _SECRETS.sub(r"\1...", message)
        if redacted != message:
            record.msg, record.args = redacted, None
        return True
