"""What messages are about. A kind knows its templates, whether its reason still holds, and what to tell."""

from datetime import datetime
from typing import ClassVar

from booking.core.registry import Registry

Attachment = tuple[str, bytes, str]


class NotificationKind:
    """Base of all kinds. Each has templates in notifications/<folder>/: subject.txt, body.txt and body.html.

    Text and HTML tell the same. The folder is that of the kind's name unless the class says otherwise.
    """

    name: ClassVar[str] = ""
    folder: ClassVar[str] = ""
    subject_template: ClassVar[str]
    text_template: ClassVar[str]
    html_template: ClassVar[str]

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        folder = f"notifications/{cls.folder or cls.name}"
        cls.subject_template, cls.text_template = f"{folder}/subject.txt", f"{folder}/body.txt"
        cls.html_template = f"{folder}/body.html"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        """Whether the reason for the message still holds; asked at the moment of sending."""
        raise NotImplementedError

    def context(self, subject_id: int) -> dict[str, object]:
        """What the templates are told, beside `organization`."""
        raise NotImplementedError

    def attachments(self, subject_id: int) -> list[Attachment]:
        """Files as (name, content, MIME type with parameters)."""
        return []


registry: Registry[type[NotificationKind]] = Registry("notification kind")
