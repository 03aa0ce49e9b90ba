"""The one mail builder."""

import hashlib
import re
from email.encoders import encode_base64
from email.message import Message as MimeHeaders
from email.mime.base import MIMEBase
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from booking.notifications.kinds import Attachment
from booking.notifications.letters import Letter

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_LONGEST_SUBJECT = 200


def build_mail(letter: Letter, *, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """A mail from the organization that no text in it can add a header or a recipient to.

    Raises ValidationError when the recipient is not one mail address.
    """
    validate_email(letter.recipient)
    organization = letter.organization
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        subject=one_line(letter.subject)[:_LONGEST_SUBJECT],
        body=letter.text,
        from_email=formataddr((one_line(organization.name), address)),
        to=[letter.recipient],
        reply_to=[one_line(organization.email)] if organization.email else [],
        headers={
            "Message-ID": message_id(letter),
            # RFC 3834: holiday notices and other robots do not answer.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
        connection=connection,
    )
    mail.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments:
        mail.attach(_part(attachment))
    return mail


def message_id(letter: Letter) -> str:
    """The same for the same effect, so that a mail sent again after a crash is recognised as one (RFC 5322, 3.6.4)."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    digest = hashlib.sha256(f"{letter.organization.slug}:{letter.effect}".encode()).hexdigest()
    return f"<{digest[:40]}@{domain}>"


def one_line(text: str) -> str:
    """The text without anything that could end a header."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _part(attachment: Attachment) -> MIMEBase:
    """Always base64: calendars must arrive byte for byte, with the line ends and folds they were written with."""
    filename, content, mimetype = attachment
    headers = MimeHeaders()
    headers["Content-Type"] = mimetype
    (full, _), *parameters = headers.get_params()
    part = MIMEBase(*full.split("/", 1), **dict(parameters))
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=filename)
    return part
