"""The body of a landing page as an offering's own texts suggest it: only blocks that have something to say."""

import re
from html import unescape

from django.utils.html import strip_tags

from booking.core.markup import render_markdown
from booking.offerings.kinds import registry
from booking.offerings.models import Offering

_DATED = re.compile(r"^((?:Day|Week|Evening|Lesson|Module|Session) \d+|\d{1,2}:\d{2})\s*[:–—-]\s*(.+)$")


def body_of_offering(offering: Offering, *, has_place: bool) -> list[dict]:
    """Blocks as {type, value}, top to bottom."""
    blocks = [
        _hero(offering),
        _description(offering),
        _listed("outcomes", heading="What you take home", intro="", outcomes=offering.outcomes),
        _itinerary(offering),
        _block("timetable", heading="", intro=""),
        _block("price_table", heading="Prices", note=""),
        _block("host", heading=""),
        _listed("bring", heading="What to bring", things=offering.bring),
        _testimonials(offering),
        _listed("faq", heading="Good to know", questions=offering.faq),
        _block("place", heading="Where it is", note="") if has_place else None,
        _block("call_to_action", **_closing(offering), page=None),
    ]
    return [block for block in blocks if block]


def text_block(heading: str, *, markdown: str) -> dict:
    """A block of writing from Markdown."""
    return _block("rich_text", heading=heading, text=str(render_markdown(markdown)))


def plain_text(markdown: str) -> str:
    """What is left of Markdown without its marks, on one line."""
    return " ".join(unescape(strip_tags(render_markdown(markdown))).split())


def _block(kind: str, **value: object) -> dict:
    return {"type": kind, "value": value}


def _listed(kind: str, **value: object) -> dict | None:
    """The block, unless its list is empty."""
    return None if [] in value.values() else _block(kind, **value)


def _hero(offering: Offering) -> dict:
    alt = offering.picture_alt
    picture = {"image": offering.picture_id, "alt_text": alt, "decorative": bool(offering.picture_id and not alt)}
    return _block(
        "hero",
        layout="split",
        eyebrow="",
        title=offering.name,
        text=offering.summary,
        button="",
        picture=picture if offering.picture_id else None,
    )


def _description(offering: Offering) -> dict | None:
    return text_block("What to expect", markdown=offering.description) if offering.description.strip() else None


def _itinerary(offering: Offering) -> dict | None:
    steps = [{**_when_and_title(step["title"]), "text": step.get("text", "")} for step in offering.itinerary]
    return _listed("itinerary", heading="How it unfolds", intro="", steps=steps)


def _when_and_title(title: str) -> dict:
    """ "Day 1: Arriving" is told as when and what."""
    found = _DATED.match(title)
    return {"when": found[1], "title": found[2]} if found else {"when": "", "title": title}


def _testimonials(offering: Offering) -> dict | None:
    voices = [
        {"quote": voice["quote"], "name": voice["name"], "detail": "", "portrait": None}
        for voice in offering.testimonials
    ]
    return _listed("testimonials", heading="What people say", voices=voices)


def _closing(offering: Offering) -> dict:
    if registry.get(offering.kind).books == "nothing":
        return {"heading": offering.name, "text": offering.summary, "button": "Buy"}
    if registry.get(offering.kind).books == "slots":
        return {"heading": "Find a time that suits you", "text": offering.summary, "button": "Choose a time"}
    return {"heading": "Come and join us", "text": offering.summary, "button": "See dates"}
