"""Mail as files, for trying things out: one .eml per mail, which any mail program opens."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from booking.core.clock import now


class EmailBackend(BaseEmailBackend):
    """Writes to EMAIL_FILE_PATH. A reader of the folder never sees half a mail."""

    def send_messages(self, email_messages) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            message = mail.message()
            digest = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:12]
            path = folder / f"{now():%Y%m%d-%H%M%S}-{digest}.eml"
            half = path.with_suffix(f".{os.getpid()}.part")
            half.write_bytes(message.as_bytes(linesep="\r\n"))
            half.replace(path)
        return len(email_messages)
