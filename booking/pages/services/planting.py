"""Making pages without ever taking an editor's work away."""

import json
from datetime import datetime

from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from booking.core.idempotency import fingerprint
from booking.pages.models import SitePage


def plant_page(
    parent: Page, *, model: type[SitePage], existing: SitePage | None, slug: str, fields: dict, now: datetime
) -> SitePage:
    """Make the page below `parent`, or bring an existing one up to date as long as nobody has edited it.

    A page that somebody saved once in the admin has a revision, and from then on belongs to its editors. `fields` are
    JSON values and rows; `body` is a list of {type, value}.
    """
    digest = fingerprint(fields)
    values = {name: json.dumps(value) if name == "body" else value for name, value in fields.items()}
    if existing is None:
        page = model(
            **values,
            slug=find_available_slug(parent, slug),
            seed_digest=digest,
            first_published_at=now,
            last_published_at=now,
        )
        return parent.add_child(instance=page)
    if existing.latest_revision_id is None and existing.seed_digest != digest:
        for name, value in values.items():
            setattr(existing, name, value)
        existing.seed_digest, existing.last_published_at = digest, now
        existing.save()
    return existing
