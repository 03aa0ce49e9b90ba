from wagtail import blocks

from booking.checkout.timetable import timetable_context
from booking.core.changes import CATALOGUE
from booking.pages.blocks.section import LiveSection
from booking.pages.presentation.facts import Landing


class TimetableBlock(LiveSection):
    """The live part: the sessions to come, or the month of free days."""

    heading = blocks.CharBlock(required=False, max_length=120, help_text="Empty: Dates, or Find a time.")
    intro = blocks.TextBlock(required=False, max_length=300, rows=2)

    def render(self, value, context=None):
        """The hole that another part of the answer fills, where the page is made to have one."""
        hole = (context or {}).get("timetable_hole")
        return hole or super().render(value, context=context)

    def live_context(self, landing: Landing, *, context: dict) -> dict:
        found = timetable_context(landing.offering, request=context["request"], now=landing.now)
        landing.live |= found["timetable"].get("reads", CATALOGUE)
        return found

    class Meta:
        icon = "calendar"
        label = "Dates and times"
        template = "pages/blocks/timetable.html"
        description = "The dates to come, or the month of free days: live, with the way to book."
        preview_value = {"heading": "Find your time", "intro": ""}
