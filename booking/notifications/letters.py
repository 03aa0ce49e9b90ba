"""From a queued message to words: subject, text and HTML in the reader's language."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from booking.accounts.models import Organization
from booking.notifications.kinds import Attachment, NotificationKind
from booking.notifications.models import Message


@dataclass(frozen=True)
class Letter:
    """What a channel delivers. `message_id` is the same however often one message is rendered and sent."""

    organization: Organization
    effect: str
    recipient: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


def write_letter(message: Message, *, kind: NotificationKind) -> Letter:
    """Render the message for its recipient. Raises whatever the kind or its templates raise."""
    language = _spoken(message.language)
    with translation.override(language):
        context = {"organization": message.organization, "language": language, **kind.context(message.subject_id)}
        return Letter(
            organization=message.organization,
            effect=message.effect,
            recipient=message.recipient,
            subject=" ".join(_render_plain(kind.subject_template, context).split()),
            text=_render_plain(kind.text_template, context).strip() + "\n",
            html=get_template(kind.html_template).render(context),
            attachments=tuple(kind.attachments(message.subject_id)),
        )


def _spoken(language: str) -> str:
    """The nearest language that there are texts in: half a translation is worse than none."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


def _render_plain(name: str, context: dict[str, object]) -> str:
    """Without escaping, as plain text knows no entities, and without the blank lines that template tags leave."""
    text = get_template(name).template.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text)
